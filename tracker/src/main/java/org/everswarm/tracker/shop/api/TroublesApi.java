package org.everswarm.tracker.shop.api;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.everswarm.tracker.shop.accounts.Sessions;
import org.everswarm.tracker.shop.orders.KeptEvent;
import org.everswarm.tracker.shop.orders.Troubles;

/** What the operator must look at, and has. */
public final class TroublesApi {

  private final Troubles troubles;
  private final Sessions sessions;

  public TroublesApi(Troubles troubles, Sessions sessions) {
    this.troubles = troubles;
    this.sessions = sessions;
  }

  /** By operationId. */
  public Map<String, Operation> operations() {
    return Map.of(
        "listPaymentEvents",
        this::events,
        "dismissPaymentEvent",
        this::dismiss,
        "listFailedRefunds",
        this::refunds);
  }

  private Reply events(Call call) {
    sessions.operator(call.bearer());
    return Reply.ok(
        Cursor.page(
            call,
            troubles.events(OrdersApi.page(call)),
            TroublesApi::event,
            event -> CreatedAt.keys(event.receivedAt(), event.eventId())));
  }

  private Reply dismiss(Call call) {
    sessions.operator(call.bearer());
    JsonObject body = call.json();
    troubles.dismiss(
        body.getString("processor"), body.getString("eventId"), body.getString("note"));
    return Reply.empty();
  }

  private Reply refunds(Call call) {
    sessions.operator(call.bearer());
    return Reply.ok(
        Cursor.page(
            call,
            troubles.refunds(OrdersApi.page(call)),
            OrdersApi::refund,
            refund -> CreatedAt.keys(refund.askedAt(), refund.id())));
  }

  private static JsonObject event(KeptEvent event) {
    JsonObject json =
        new JsonObject()
            .put("processor", event.processor())
            .put("eventId", event.eventId())
            .put("type", event.type())
            .put("outcome", event.outcome())
            .put("note", event.note())
            .put("createdAt", event.createdAt().toString())
            .put("receivedAt", event.receivedAt().toString());
    event.orderId().ifPresent(id -> json.put("orderId", id));
    event.paymentRef().ifPresent(ref -> json.put("paymentRef", ref));
    return json;
  }
}
