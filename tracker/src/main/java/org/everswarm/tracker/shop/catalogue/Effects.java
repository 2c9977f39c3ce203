package org.everswarm.tracker.shop.catalogue;

import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.shop.store.Database;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the swarms are to be told: noted in the transaction that decides it, and carried out after
 * its commit. Thread-safe; blocks.
 *
 * <p>A process may die between the two, so what is noted stays pending until it was carried out,
 * and {@link #carryOut} is to be called at start and every few seconds besides. Of each torrent and
 * each receipt the last word is kept: what is carried out late, or by two processes at once, ends
 * with that.
 */
public final class Effects {

  private static final Logger LOG = LoggerFactory.getLogger(Effects.class);
  private static final int PAGE = 200;

  /** How often a subject is looked at again because somebody changed it meanwhile. */
  private static final int TRIES = 10;

  private static final String UPSERT =
      "INSERT INTO effect (subject, action, detail, version, noted_at, ends_hours, pending)"
          + " VALUES (:subject, :action, :detail, :version, :at, :ends, 1)"
          + " ON CONFLICT (subject) DO UPDATE SET action = :action, detail = :detail,"
          + " version = :version, noted_at = :at, ends_hours = :ends, pending = 1";

  private final Database database;
  private final Swarms swarms;
  private final InstantSource clock;

  /** What failed and was logged, so that it is not again every few seconds; at most a page. */
  private final Set<String> failing = ConcurrentHashMap.newKeySet();

  public Effects(Database database, Swarms swarms, InstantSource clock) {
    this.database = database;
    this.swarms = swarms;
    this.clock = clock;
  }

  /**
   * In the caller's transaction: a torrent is to be tracked on these terms.
   *
   * @param bundleId what a receipt must name, see {@link org.everswarm.protocol.receipt.GateIds}
   */
  public void track(Handle h, InfoHash infoHash, Gate gate, long bundleId, String name) {
    JsonObject detail =
        new JsonObject()
            .put("gate", gate.name())
            .put("bundle", BundleIds.hex(bundleId))
            .put("name", name);
    note(h, "track " + infoHash.hex(), Effect.Action.TRACK, detail);
  }

  /** In the caller's transaction: a torrent is to be refused, for a reason that clients show. */
  public void deny(Handle h, InfoHash infoHash, String reason) {
    note(h, "deny " + infoHash.hex(), Effect.Action.DENY, new JsonObject().put("reason", reason));
  }

  /** In the caller's transaction: a torrent is to be refused no more. */
  public void allow(Handle h, InfoHash infoHash) {
    note(h, "deny " + infoHash.hex(), Effect.Action.ALLOW, new JsonObject());
  }

  /** In the caller's transaction: a receipt is to be void until it ends anyway. */
  public void revoke(Handle h, Revocation revocation) {
    String subject = "revoke " + BundleIds.hex(revocation.receiptId());
    note(h, subject, Effect.Action.REVOKE, new JsonObject(), revocation.notAfterHours());
  }

  private void note(Handle h, String subject, Effect.Action action, JsonObject detail) {
    note(h, subject, action, detail, null);
  }

  private void note(
      Handle h, String subject, Effect.Action action, JsonObject detail, @Nullable Long ends) {
    h.createUpdate(UPSERT)
        .bind("subject", subject)
        .bind("action", action.name())
        .bind("detail", detail.encode())
        .bind("version", UUID.randomUUID().toString())
        .bind("at", clock.millis())
        .bind("ends", ends)
        .execute();
  }

  /** Whether {@link Swarms#track} would do it. */
  boolean mayTrack(InfoHash infoHash, Gate gate, long bundleId) {
    return swarms.mayTrack(infoHash, gate, bundleId);
  }

  /** How much is pending. */
  public long pending() {
    return database.read(
        h -> h.select("SELECT COUNT(*) FROM effect WHERE pending = 1").mapTo(Long.class).one());
  }

  /** Whether the swarms were not told yet that a torrent is refused, or is so no more. */
  boolean pending(Handle h, InfoHash infoHash) {
    return h.select(
            "SELECT 1 FROM effect WHERE subject = ? AND pending = 1", "deny " + infoHash.hex())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /**
   * Carries out all that is pending. Not to be called within a transaction.
   *
   * @return false if any failed: it stays pending
   */
  public boolean carryOut() {
    boolean all = true;
    String after = "";
    for (List<String> page = page(after); !page.isEmpty(); page = page(after)) {
      for (String subject : page) {
        all &= carryOut(subject);
        after = subject;
      }
    }
    return all;
  }

  private List<String> page(String after) {
    return database.read(
        h ->
            h.select(
                    "SELECT subject FROM effect WHERE pending = 1 AND subject > ?"
                        + " ORDER BY subject LIMIT "
                        + PAGE,
                    after)
                .mapTo(String.class)
                .list());
  }

  /** Until the last word is the one that was carried out last. */
  private boolean carryOut(String subject) {
    try {
      for (int i = 0; i < TRIES; i++) {
        Effect effect = read(subject);
        carryOut(effect);
        if (done(effect)) {
          failing.remove(subject);
          return true;
        }
      }
    } catch (RuntimeException failed) {
      report(subject, failed);
    }
    return false;
  }

  private void report(String subject, RuntimeException failed) {
    if (failing.size() < PAGE && failing.add(subject)) {
      LOG.error("the swarms could not be told; it will be tried again", failed);
    }
  }

  private Effect read(String subject) {
    return database.read(
        h -> h.select("SELECT * FROM effect WHERE subject = ?", subject).map(Effect::read).one());
  }

  private boolean done(Effect effect) {
    return database.write(
        h ->
            h.execute(
                    "UPDATE effect SET pending = 0 WHERE subject = ? AND version = ?",
                    effect.subject(),
                    effect.version())
                == 1);
  }

  private void carryOut(Effect effect) {
    Word word = effect.told();
    if (word instanceof Word.Tracked it) {
      swarms.track(it.infoHash(), it.gate(), it.bundleId(), it.name());
    } else if (word instanceof Word.Denied it) {
      swarms.deny(it.infoHash(), it.reason());
    } else if (word instanceof Word.Allowed it) {
      swarms.allow(it.infoHash());
    } else if (word instanceof Word.Revoked it) {
      swarms.revoke(it.revocation());
    }
  }
}
