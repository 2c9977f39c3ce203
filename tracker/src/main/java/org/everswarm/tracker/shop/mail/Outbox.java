package org.everswarm.tracker.shop.mail;

import java.time.InstantSource;
import org.everswarm.tracker.shop.store.Ids;
import org.jdbi.v3.core.Handle;

/**
 * Where letters wait until they are delivered. A letter is written in the transaction of what it
 * tells of: both happen or neither. Thread-safe.
 *
 * <p>A letter waits for three days at most, and is deleted when it was delivered or given up.
 */
public final class Outbox {

  private final Ids ids;
  private final InstantSource clock;

  public Outbox(Ids ids, InstantSource clock) {
    this.ids = ids;
    this.clock = clock;
  }

  /** Sends a letter if the transaction of {@code handle} comes to be. */
  public void send(Handle handle, Letter letter) {
    String id = ids.next("mai");
    long now = clock.millis();
    handle
        .createUpdate(
            "INSERT INTO mail (id, recipient, subject, body, created_at, due_at, attempts)"
                + " VALUES (:id, :recipient, :subject, :body, :now, :now, 0)")
        .bind("id", id)
        .bind("recipient", letter.to())
        .bind("subject", letter.subject())
        .bind("body", letter.text())
        .bind("now", now)
        .execute();
  }
}
