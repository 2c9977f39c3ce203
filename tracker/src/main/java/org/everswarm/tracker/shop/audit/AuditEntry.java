package org.everswarm.tracker.shop.audit;

import io.vertx.core.json.JsonObject;

/**
 * One action that was carried out.
 *
 * @param at in milliseconds since 1970, UTC
 * @param actor an account id, or {@code operator}
 */
public record AuditEntry(
    String id, long at, String actor, String action, String subject, JsonObject detail) {

  /** Where an entry is in the order of the log. */
  public record Place(long at, String id) {}
}
