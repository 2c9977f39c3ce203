package org.everswarm.tracker.shop.orders;

import java.time.Instant;
import java.util.Optional;
import org.everswarm.protocol.receipt.BundleIds;
import org.jdbi.v3.core.Handle;

/** Who left an address at an e-mail gate, in the database; all in the caller's transaction. */
final class SubscriberBook {

  private SubscriberBook() {}

  /** How far somebody is. */
  enum State {
    /** The address is not confirmed. */
    PENDING,
    CONFIRMED,
    /** Wants no letters; the receipt stays. */
    UNSUBSCRIBED
  }

  /**
   * Somebody.
   *
   * @param letters how many were sent since the day began that ends with {@code letteredAt}
   */
  record Subscriber(
      String id, long bundleId, String email, State state, int letters, Instant letteredAt) {}

  static Optional<Subscriber> find(Handle handle, long bundleId, String email) {
    return one(handle, "bundle_id = ? AND email = ?", BundleIds.hex(bundleId), email);
  }

  static Optional<Subscriber> byConfirmation(Handle handle, String hash) {
    return one(handle, "confirm_hash = ?", hash);
  }

  static void insert(Handle handle, Subscriber subscriber, String publisherId) {
    long at = subscriber.letteredAt().toEpochMilli();
    handle.execute(
        "INSERT INTO subscriber (id, bundle_id, publisher_id, email, state, letters, lettered_at,"
            + " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        subscriber.id(),
        BundleIds.hex(subscriber.bundleId()),
        publisherId,
        subscriber.email(),
        subscriber.state().name(),
        subscriber.letters(),
        at,
        at);
  }

  static void lettered(Handle handle, String id, int letters, Instant at) {
    handle.execute(
        "UPDATE subscriber SET letters = ?, lettered_at = ? WHERE id = ?",
        letters,
        at.toEpochMilli(),
        id);
  }

  static void setConfirmation(Handle handle, String id, String hash) {
    handle.execute("UPDATE subscriber SET confirm_hash = ? WHERE id = ?", hash, id);
  }

  static void confirm(Handle handle, String id, Instant at) {
    handle.execute(
        "UPDATE subscriber SET state = 'CONFIRMED', confirm_hash = NULL, confirmed_at = ?"
            + " WHERE id = ?",
        at.toEpochMilli(),
        id);
  }

  static void unsubscribe(Handle handle, long bundleId, String email) {
    handle.execute(
        "UPDATE subscriber SET state = 'UNSUBSCRIBED' WHERE bundle_id = ? AND email = ?",
        BundleIds.hex(bundleId),
        email);
  }

  /** Forgets addresses that nobody confirmed. */
  static int purge(Handle handle, Instant letteredBefore, int limit) {
    return handle.execute(
        "DELETE FROM subscriber WHERE id IN (SELECT id FROM subscriber"
            + " WHERE state = 'PENDING' AND lettered_at < ? LIMIT ?)",
        letteredBefore.toEpochMilli(),
        limit);
  }

  private static Optional<Subscriber> one(Handle handle, String where, Object... values) {
    return handle
        .select("SELECT * FROM subscriber WHERE " + where, values)
        .map(
            (row, context) ->
                new Subscriber(
                    row.getString("id"),
                    BundleIds.parse(row.getString("bundle_id")).orElseThrow(),
                    row.getString("email"),
                    State.valueOf(row.getString("state")),
                    row.getInt("letters"),
                    Instant.ofEpochMilli(row.getLong("lettered_at"))))
        .findOne();
  }
}
