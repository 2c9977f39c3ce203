package org.everswarm.tracker.shop.api;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.everswarm.tracker.shop.accounts.Role;
import org.everswarm.tracker.shop.accounts.Sessions;
import org.everswarm.tracker.shop.audit.Audit;
import org.everswarm.tracker.shop.audit.AuditEntry;
import org.everswarm.tracker.shop.audit.AuditEntry.Place;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Database;

/** The audit log: a publisher's own, and all of it for the operator. */
public final class AuditApi {

  private final Database database;
  private final Sessions sessions;

  public AuditApi(Database database, Sessions sessions) {
    this.database = database;
    this.sessions = sessions;
  }

  /** By operationId. */
  public Map<String, Operation> operations() {
    return Map.of("listPublisherAudit", this::ofPublisher, "listAudit", this::ofAll);
  }

  private Reply ofPublisher(Call call) {
    String publisherId = call.path("publisherId");
    sessions.member(call.bearer(), publisherId, Role.VIEWER);
    Optional<Place> after = after(call);
    int more = Cursor.limit(call) + 1;
    return page(call, database.read(handle -> Audit.ofPublisher(handle, publisherId, after, more)));
  }

  private Reply ofAll(Call call) {
    sessions.operator(call.bearer());
    Optional<Place> after = after(call);
    int more = Cursor.limit(call) + 1;
    return page(call, database.read(handle -> Audit.ofAll(handle, after, more)));
  }

  private static Optional<Place> after(Call call) {
    return Cursor.after(call, 2).map(AuditApi::place);
  }

  private static Place place(List<String> keys) {
    try {
      return new Place(Long.parseLong(keys.get(0)), keys.get(1));
    } catch (NumberFormatException notOurs) {
      throw new Problem(Kind.INVALID, "The cursor must be the `next` of the page before.");
    }
  }

  private static Reply page(Call call, List<AuditEntry> found) {
    return Reply.ok(
        Cursor.page(
            call, found, AuditApi::json, one -> List.of(Long.toString(one.at()), one.id())));
  }

  private static JsonObject json(AuditEntry entry) {
    return new JsonObject()
        .put("auditId", entry.id())
        .put("at", Instant.ofEpochMilli(entry.at()).toString())
        .put("actor", entry.actor())
        .put("action", entry.action())
        .put("subject", entry.subject())
        .put("detail", entry.detail());
  }
}
