package org.everswarm.tracker.shop.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;
import org.jdbi.v3.core.Handle;

/** Tells who asks, from the secret that comes with the request. Thread-safe; reads the database. */
public final class Sessions {

  private static final Duration VALIDITY = Duration.ofHours(12);

  /** So many sessions an account has at once; the oldest ends when there would be more. */
  private static final int OPEN_MAX = 20;

  private static final String SESSION = "ses";

  /** What the secret of an API token begins with, before an underscore. */
  static final String TOKEN = "key";

  private final Database database;
  private final InstantSource clock;
  private final Ids ids;
  private final byte[] operatorToken;

  /**
   * @param operatorToken the node's admin token
   */
  public Sessions(Database database, InstantSource clock, Ids ids, String operatorToken) {
    this.database = database;
    this.clock = clock;
    this.ids = ids;
    this.operatorToken = operatorToken.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The member of a publisher, or the API token of it, that a secret belongs to.
   *
   * @throws Problem UNAUTHENTICATED if the secret is missing, unknown or over; NOT_FOUND if the
   *     publisher is not there or another's; FORBIDDEN if the role is not enough
   */
  public Actor member(Optional<String> bearer, String publisherId, Role atLeast) {
    String secret = bearer.orElseThrow(Sessions::nobody);
    long now = clock.millis();
    return database.read(handle -> member(handle, secret, publisherId, atLeast, now));
  }

  /** As {@link #member}, for what an API token may not do however it is its role. */
  public Actor inPerson(Optional<String> bearer, String publisherId, Role atLeast) {
    Actor actor = member(bearer, publisherId, atLeast);
    if (isToken(bearer.orElseThrow(Sessions::nobody))) {
      throw new Problem(Kind.FORBIDDEN, "An API token may not do this: log in.");
    }
    return actor;
  }

  /**
   * Whoever asks: an account, or an API token with its one publisher.
   *
   * @throws Problem UNAUTHENTICATED if the secret is missing, unknown or over
   */
  public Caller caller(Optional<String> bearer) {
    String secret = bearer.orElseThrow(Sessions::nobody);
    long now = clock.millis();
    return database.read(
        handle ->
            isToken(secret)
                ? token(handle, secret, now)
                    .map(actor -> new Caller(actor.accountId(), Optional.of(actor)))
                    .orElseThrow(Sessions::nobody)
                : new Caller(
                    account(handle, secret, now).orElseThrow(Sessions::nobody), Optional.empty()));
  }

  /**
   * Who asks.
   *
   * @param token in whose name, if by an API token
   */
  public record Caller(String accountId, Optional<Actor> token) {}

  /**
   * A new session.
   *
   * @param secret shown this once
   */
  public record Opened(String secret, String accountId, Instant expiresAt) {

    @Override
    public String toString() {
      return "a session of " + accountId;
    }
  }

  Opened open(Handle handle, String accountId) {
    long now = clock.millis();
    handle.execute("DELETE FROM session WHERE expires_at <= ?", now);
    handle.execute(
        "DELETE FROM session WHERE account_id = ? AND hash NOT IN (SELECT hash FROM session"
            + " WHERE account_id = ? ORDER BY created_at DESC, hash LIMIT ?)",
        accountId,
        accountId,
        OPEN_MAX - 1);
    String secret = ids.next(SESSION);
    long expiresAt = now + VALIDITY.toMillis();
    handle.execute(
        "INSERT INTO session (hash, account_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
        Secrets.hash(secret),
        accountId,
        now,
        expiresAt);
    return new Opened(secret, accountId, Instant.ofEpochMilli(expiresAt));
  }

  /**
   * Ends the session whose secret this is.
   *
   * @throws Problem UNAUTHENTICATED if it is none
   */
  public void end(Optional<String> bearer) {
    String hash = Secrets.hash(bearer.orElseThrow(Sessions::nobody));
    int ended =
        database.write(handle -> handle.execute("DELETE FROM session WHERE hash = ?", hash));
    if (ended == 0) {
      throw nobody();
    }
  }

  void endAll(Handle handle, String accountId) {
    handle.execute("DELETE FROM session WHERE account_id = ?", accountId);
  }

  private static boolean isToken(String secret) {
    return secret.startsWith(TOKEN + "_");
  }

  private static Actor member(
      Handle handle, String secret, String publisherId, Role atLeast, long now) {
    Actor actor =
        isToken(secret)
            ? token(handle, secret, now).orElseThrow(Sessions::nobody)
            : inSession(handle, secret, publisherId, now);
    if (!actor.publisherId().equals(publisherId)) {
      throw noPublisher();
    }
    if (!actor.role().includes(atLeast)) {
      throw new Problem(
          Kind.FORBIDDEN, "This needs the role " + atLeast + "; yours is " + actor.role() + ".");
    }
    return actor;
  }

  private static Actor inSession(Handle handle, String secret, String publisherId, long now) {
    String accountId = account(handle, secret, now).orElseThrow(Sessions::nobody);
    return handle
        .select(
            "SELECT role FROM member WHERE publisher_id = ? AND account_id = ?",
            publisherId,
            accountId)
        .map((row, context) -> Role.valueOf(row.getString("role")))
        .findOne()
        .map(role -> new Actor(accountId, publisherId, role))
        .orElseThrow(Sessions::noPublisher);
  }

  private static Optional<String> account(Handle handle, String secret, long now) {
    return handle
        .select(
            "SELECT account_id FROM session WHERE hash = ? AND expires_at > ?",
            Secrets.hash(secret),
            now)
        .mapTo(String.class)
        .findOne();
  }

  private static Optional<Actor> token(Handle handle, String secret, long now) {
    return handle
        .select(
            "SELECT t.made_by, t.publisher_id, t.role, m.role AS maker FROM api_token t"
                + " JOIN member m ON m.publisher_id = t.publisher_id AND m.account_id = t.made_by"
                + " WHERE t.hash = ? AND t.expires_at > ? AND t.revoked_at IS NULL",
            Secrets.hash(secret),
            now)
        .map(
            (row, context) ->
                new Actor(
                    row.getString("made_by"),
                    row.getString("publisher_id"),
                    lesser(
                        Role.valueOf(row.getString("role")), Role.valueOf(row.getString("maker")))))
        .findOne();
  }

  /** A token may never more than who made it may by now. */
  private static Role lesser(Role token, Role maker) {
    return maker.includes(token) ? token : maker;
  }

  private static Problem nobody() {
    return new Problem(
        Kind.UNAUTHENTICATED,
        "Send `Authorization: Bearer` with the secret of a session or of an API token that is"
            + " still valid.");
  }

  static Problem noPublisher() {
    return new Problem(
        Kind.NOT_FOUND, "There is no such publisher among those that you are a member of.");
  }

  /**
   * Passes for the operator only.
   *
   * @throws Problem UNAUTHENTICATED for everybody else
   */
  public void operator(Optional<String> bearer) {
    byte[] shown = bearer.orElse("").getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(shown, operatorToken)) {
      throw new Problem(
          Kind.UNAUTHENTICATED, "Only the operator may do this: send the node's admin token.");
    }
  }
}
