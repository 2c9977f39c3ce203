package org.everswarm.tracker.shop.audit;

import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.everswarm.tracker.shop.store.Ids;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The log of what publishers and operators did. Append-only: the database refuses all else. */
public final class Audit {

  private static final String SELECT =
      "SELECT id, at, actor, action, subject, detail FROM audit WHERE";
  private static final String BEFORE =
      " (at < :at OR (at = :at AND id < :id)) ORDER BY at DESC, id DESC LIMIT :limit";

  private final InstantSource clock;
  private final Ids ids;

  public Audit(InstantSource clock, Ids ids) {
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * Notes an action in the caller's transaction.
   *
   * @param actor an account id, or {@code operator}
   * @param action what was done, such as {@code bundle.publish}
   * @param subject what it was done to: the publisher's id, or {@code publisherId/bundleId} and the
   *     like; what begins with a publisher's id is listed for this publisher
   * @param detail no secrets, no addresses of people
   */
  public void record(
      Handle handle, String actor, String action, String subject, JsonObject detail) {
    handle
        .createUpdate(
            "INSERT INTO audit (id, at, actor, action, publisher_id, subject, detail)"
                + " VALUES (:id, :at, :actor, :action, :publisher, :subject, :detail)")
        .bind("id", ids.next("aud"))
        .bind("at", clock.millis())
        .bind("actor", actor)
        .bind("action", action)
        .bind("publisher", publisher(subject))
        .bind("subject", subject)
        .bind("detail", detail.encode())
        .execute();
  }

  /** The publisher that a subject begins with; empty if with none. */
  private static String publisher(String subject) {
    int end = subject.indexOf('/');
    String first = end < 0 ? subject : subject.substring(0, end);
    return first.startsWith("pub_") ? first : "";
  }

  /** What was done to a publisher and what belongs to it, latest first. */
  public static List<AuditEntry> ofPublisher(
      Handle handle, String publisherId, Optional<AuditEntry.Place> after, int limit) {
    return list(
        handle
            .createQuery(SELECT + " publisher_id = :publisher AND" + BEFORE)
            .bind("publisher", publisherId),
        after,
        limit);
  }

  /** What everybody did, latest first. */
  public static List<AuditEntry> ofAll(Handle handle, Optional<AuditEntry.Place> after, int limit) {
    return list(handle.createQuery(SELECT + BEFORE), after, limit);
  }

  private static List<AuditEntry> list(Query query, Optional<AuditEntry.Place> after, int limit) {
    return query
        .bind("at", after.map(AuditEntry.Place::at).orElse(Long.MAX_VALUE))
        .bind("id", after.map(AuditEntry.Place::id).orElse(""))
        .bind("limit", limit)
        .map(
            (row, context) ->
                new AuditEntry(
                    row.getString("id"),
                    row.getLong("at"),
                    row.getString("actor"),
                    row.getString("action"),
                    row.getString("subject"),
                    new JsonObject(row.getString("detail"))))
        .list();
  }
}
