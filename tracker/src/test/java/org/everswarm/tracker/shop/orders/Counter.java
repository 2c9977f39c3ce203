package org.everswarm.tracker.shop.orders;

import static org.everswarm.tracker.shop.accounts.Secrets.hash;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.accounts.Sessions;
import org.everswarm.tracker.shop.api.Idempotent;
import org.everswarm.tracker.shop.api.Operation;
import org.everswarm.tracker.shop.api.OrdersApi;
import org.everswarm.tracker.shop.api.ReceiptsApi;
import org.everswarm.tracker.shop.api.ShopClient;
import org.everswarm.tracker.shop.api.ShopClient.Answer;
import org.everswarm.tracker.shop.api.TestShop;
import org.everswarm.tracker.shop.api.TroublesApi;
import org.everswarm.tracker.shop.receipts.OwnerReceipts;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.jspecify.annotations.Nullable;

/** A till behind the shop's real API. */
final class Counter implements AutoCloseable {

  static final String OPERATOR = "the-operators-token";

  final Till till;
  final String bundle;
  private final TestShop shop;
  final ShopClient client;

  Counter(TestDatabases kind) {
    till = new Till(kind);
    bundle = BundleIds.hex(till.bundle.id());
    Sessions sessions = new Sessions(till.database, till.clock, till.parts.ids(), OPERATOR);
    OwnerReceipts owners =
        new OwnerReceipts(
            till.database,
            till.shelf.desk.catalogue(),
            till.office,
            till.claims,
            till.parts.audit());
    Map<String, Operation> operations = new HashMap<>();
    operations.putAll(
        new OrdersApi(
                till.orders,
                till.refunds,
                new Exports(till.database, till.parts.audit()),
                sessions,
                new Idempotent(till.database, till.clock))
            .operations());
    operations.putAll(new TroublesApi(new Troubles(till.parts), sessions).operations());
    operations.putAll(
        new ReceiptsApi(till.desk, till.lost, owners, till.subscriptions, sessions).operations());
    shop = new TestShop(operations);
    client = shop.client();
  }

  /** The secret of a session of somebody's. */
  String session(Actor actor) {
    String secret = "ses_" + "0".repeat(26 - actor.accountId().length()) + actor.accountId();
    till.database.update(
        handle ->
            handle.execute(
                "INSERT INTO session (hash, account_id, created_at, expires_at)"
                    + " VALUES (?, ?, 1, ?) ON CONFLICT (hash) DO NOTHING",
                hash(secret),
                actor.accountId(),
                Long.MAX_VALUE));
    return secret;
  }

  Answer order(JsonObject body) {
    return post("/bundles/" + bundle + "/orders", null, UUID.randomUUID().toString(), body);
  }

  static JsonObject wish() {
    return new JsonObject().put("currency", "usd").put("email", Till.BUYER);
  }

  Answer post(String path, @Nullable String bearer, String key, JsonObject body) {
    Map<String, String> headers =
        Map.of("Content-Type", "application/json", "Idempotency-Key", key);
    return client.send("POST", path, bearer, headers, body.toBuffer());
  }

  Answer post(String path, @Nullable String bearer) {
    return client.send("POST", path, bearer, Map.of(), Buffer.buffer());
  }

  /** An order that is paid, as it was answered when it was made. */
  JsonObject bought(String pay) {
    JsonObject placed = order(wish()).expect(201).json();
    till.tell(Till.paid("ev_" + pay, placed.getJsonObject("order").getString("id"), pay));
    return placed;
  }

  @Override
  public void close() {
    shop.close();
    till.close();
  }
}
