package org.everswarm.tracker.shop.audit;

import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import org.everswarm.tracker.shop.store.Ids;
import org.jdbi.v3.core.Handle;

/** The log of what publishers and operators did. Append-only: the database refuses all else. */
public final class Audit {

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
}
