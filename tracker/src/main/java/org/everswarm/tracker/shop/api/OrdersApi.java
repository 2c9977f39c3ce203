package org.everswarm.tracker.shop.api;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.accounts.Role;
import org.everswarm.tracker.shop.accounts.Sessions;
import org.everswarm.tracker.shop.orders.Exports;
import org.everswarm.tracker.shop.orders.Order;
import org.everswarm.tracker.shop.orders.Orders;
import org.everswarm.tracker.shop.orders.Orders.Placed;
import org.everswarm.tracker.shop.orders.Orders.Sale;
import org.everswarm.tracker.shop.orders.Page;
import org.everswarm.tracker.shop.orders.Refund;
import org.everswarm.tracker.shop.orders.Refunds;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.jspecify.annotations.Nullable;

/** What buyers order, and what publishers see and do about it. */
public final class OrdersApi {

  /** Whoever repeats key and request gets the answer. */
  private static final int ANYONES_KEY_LENGTH_MIN = 16;

  private static final String CSV = "text/csv; charset=utf-8";

  private final Orders orders;
  private final Refunds refunds;
  private final Exports exports;
  private final Sessions sessions;
  private final Idempotent idempotent;

  public OrdersApi(
      Orders orders, Refunds refunds, Exports exports, Sessions sessions, Idempotent idempotent) {
    this.orders = orders;
    this.refunds = refunds;
    this.exports = exports;
    this.sessions = sessions;
    this.idempotent = idempotent;
  }

  /** By operationId. */
  public Map<String, Operation> operations() {
    return Map.of(
        "placeOrder",
        this::place,
        "getOrder",
        this::get,
        "getOrderReceipt",
        this::receipt,
        "listSales",
        this::sales,
        "refundSale",
        idempotent.of("refundSale", call -> editor(call).publisherId(), this::refund),
        "exportBuyers",
        this::buyers,
        "exportSubscribers",
        this::subscribers);
  }

  /** A repeated one finds its order by the key, so nothing else needs to be kept. */
  private Reply place(Call call) {
    JsonObject body = call.json();
    Placed placed =
        orders.place(
            new Orders.Wish(
                CatalogueApi.bundle(call),
                body.getString("currency"),
                minor(body),
                body.getString("email"),
                call.source(),
                key(call)));
    return Reply.created(
        new JsonObject().put("order", order(placed.order())).put("claim", placed.claim()));
  }

  private static String key(Call call) {
    String key = call.header("idempotency-key").orElseThrow();
    if (key.length() < ANYONES_KEY_LENGTH_MIN) {
      throw new Problem(
          Kind.INVALID,
          "The Idempotency-Key must be random, such as a UUID: 16 characters or more.");
    }
    return key;
  }

  private Reply get(Call call) {
    return Reply.ok(order(orders.find(call.path("orderId"), call.bearer())));
  }

  private Reply receipt(Call call) {
    return Reply.ok(ReceiptsApi.json(orders.receipt(call.path("orderId"), call.bearer())));
  }

  private Reply sales(Call call) {
    Actor actor = viewer(call);
    List<Sale> found = orders.sales(actor.publisherId(), page(call));
    return Reply.ok(
        Cursor.page(
            call,
            found,
            OrdersApi::sale,
            sale -> CreatedAt.keys(sale.order().createdAt(), sale.order().id())));
  }

  private Reply refund(Call call) {
    Actor actor = editor(call);
    JsonObject body = call.json();
    Refund refund =
        refunds.request(
            actor,
            new Refunds.Wish(
                call.path("orderId"),
                minor(body),
                body.getString("reason", ""),
                call.header("idempotency-key").orElseThrow()));
    return Reply.created(refund(refund));
  }

  private Reply buyers(Call call) {
    return Reply.file(CSV, "buyers.csv", exports.buyers(viewer(call)));
  }

  private Reply subscribers(Call call) {
    return Reply.file(CSV, "subscribers.csv", exports.subscribers(viewer(call)));
  }

  private Actor viewer(Call call) {
    return sessions.member(call.bearer(), call.path("publisherId"), Role.VIEWER);
  }

  private Actor editor(Call call) {
    return sessions.member(call.bearer(), call.path("publisherId"), Role.EDITOR);
  }

  static Page page(Call call) {
    CreatedAt after = CreatedAt.of(call);
    return new Page(after.millis(), after.id(), Cursor.limit(call) + 1);
  }

  private static OptionalLong minor(JsonObject body) {
    @Nullable Long minor = body.getLong("amountMinor");
    return minor == null ? OptionalLong.empty() : OptionalLong.of(minor);
  }

  private static JsonObject order(Order order) {
    JsonObject json = common(order);
    if (order.state() == Order.State.CREATED) {
      order.payUrl().ifPresent(url -> json.put("payUrl", url));
    }
    return json;
  }

  private static JsonObject sale(Sale sale) {
    return common(sale.order())
        .put("email", sale.order().email())
        .put("refunds", sale.refunds().stream().map(OrdersApi::refund).toList());
  }

  private static JsonObject common(Order order) {
    JsonObject json =
        new JsonObject()
            .put("id", order.id())
            .put("bundleId", BundleIds.hex(order.bundleId()))
            .put("title", order.title())
            .put("state", order.state().name())
            .put("currency", order.currency())
            .put("amountMinor", order.amountMinor())
            .put("refundedMinor", order.refundedMinor())
            .put("createdAt", order.createdAt().toString());
    put(json, "paidAt", order.paidAt());
    return json;
  }

  static JsonObject refund(Refund refund) {
    return new JsonObject()
        .put("id", refund.id())
        .put("orderId", refund.orderId())
        .put("state", refund.state().name())
        .put("currency", refund.currency())
        .put("amountMinor", refund.amountMinor())
        .put("reason", refund.reason())
        .put("askedAt", refund.askedAt().toString());
  }

  private static void put(JsonObject json, String key, Optional<Instant> at) {
    at.ifPresent(instant -> json.put(key, instant.toString()));
  }
}
