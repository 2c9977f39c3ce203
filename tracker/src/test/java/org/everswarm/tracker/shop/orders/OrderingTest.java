package org.everswarm.tracker.shop.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.api.ShopClient.Answer;
import org.everswarm.tracker.shop.catalogue.Model;
import org.everswarm.tracker.shop.catalogue.Price;
import org.everswarm.tracker.shop.catalogue.Shelf;
import org.everswarm.tracker.shop.catalogue.Takedown;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.Test;

/** Ordering, by calls of the API alone. */
@OnBothDatabases
class OrderingTest extends AtTheCounter {

  OrderingTest(TestDatabases kind) {
    super(kind);
  }

  @Test
  void anOrderHasAPageToPayOnAndAnAnswerThatKnowsNoReceiptYet() {
    JsonObject placed = counter.order(Counter.wish()).expect(201).json();
    String claim = placed.getString("claim");
    String order = placed.getJsonObject("order").getString("id");

    assertEquals("https://pay.example/page", placed.getJsonObject("order").getString("payUrl"));
    assertEquals(600, placed.getJsonObject("order").getInteger("amountMinor"));
    assertEquals("https://shop.example/orders/" + order, success());
    counter.client.get("/orders/" + order + "/receipt", claim).expect(409);
  }

  @Test
  void pricesAreKept() {
    counter.order(Counter.wish().put("amountMinor", 599)).expect(400);
    counter.order(Counter.wish().put("amountMinor", 600)).expect(201);
    counter.order(Counter.wish().put("currency", "eur")).expect(400);
    counter.order(Counter.wish().put("email", "no address")).expect(400);
    counter.order(Counter.wish().put("amountMinor", -1)).expect(400);
    counter.order(Counter.wish().put("amountMinor", 1e30)).expect(400);
    till.shelf
        .desk
        .bundles()
        .setPrices(
            till.shelf.alice,
            till.bundle.id(),
            List.of(
                new Price("usd", Model.PAY_WHAT_YOU_WANT, 0, 100, 300), Shelf.fixed("jpy", 700)));
    counter.order(Counter.wish().put("amountMinor", 99)).expect(400);
    assertEquals(300, amount(counter.order(Counter.wish())));
    assertEquals(99_999_999, amount(counter.order(Counter.wish().put("amountMinor", 99_999_999))));
    counter.order(Counter.wish().put("amountMinor", 100_000_000)).expect(400);
    assertEquals(700, amount(counter.order(Counter.wish().put("currency", "jpy"))));
    till.shelf.desk.publication().pause(till.shelf.alice, till.bundle.id());
    counter.order(Counter.wish()).expect(410);
  }

  @Test
  void whatIsTakenDownIsGoneForBuyersTooWithTheReason() {
    Takedown down = till.shelf.desk.takedowns().takeBundle(till.bundle.id(), "Court order 7");
    String order = counter.order(Counter.wish()).expect(410).json().getString("detail");
    assertTrue(order.contains("Court order 7"), order);
    String subscriptions = "/bundles/" + counter.bundle + "/subscriptions";
    JsonObject address = new JsonObject().put("email", Till.BUYER);
    counter.client.post(subscriptions, null, address).expect(410);
    till.shelf.desk.takedowns().lift(down.id());
    counter.order(Counter.wish()).expect(201);
    String none = "/bundles/00000000000000aa/orders";
    counter.post(none, null, "0123456789abcdef", Counter.wish()).expect(404);
  }

  @Test
  void whatCostsNothingIsThereAtOnce() {
    till.shelf
        .desk
        .bundles()
        .setPrices(
            till.shelf.alice,
            till.bundle.id(),
            List.of(new Price("usd", Model.PAY_WHAT_YOU_WANT, 0, 0, 0)));
    JsonObject placed = counter.order(Counter.wish().put("amountMinor", 0)).expect(201).json();
    assertEquals("PAID", placed.getJsonObject("order").getString("state"));
    assertEquals("ACTIVE", receipt(placed, placed.getString("claim")).getString("state"));
    assertEquals(List.of(), till.processor.begun);
    assertEquals(1, till.letters(Till.BUYER).size());
    counter.order(Counter.wish().put("amountMinor", 20)).expect(400);
    counter
        .post(refunds(placed), counter.session(till.shelf.alice), "key-1", new JsonObject())
        .expect(409);
  }

  @Test
  void aRepeatedOrderIsOneOrder() {
    String path = "/bundles/" + counter.bundle + "/orders";
    String key = "0123456789abcdef";
    JsonObject first = counter.post(path, null, key, Counter.wish()).expect(201).json();
    assertEquals(first, counter.post(path, null, key, Counter.wish()).expect(201).json());
    assertEquals(1, till.processor.begun.size());
  }

  /** A crash leaves what was committed: the order, and no answer. */
  @Test
  void anOrderRepeatedAfterACrashIsTheSameAndItsSecretOpensIt() {
    String path = "/bundles/" + counter.bundle + "/orders";
    String key = "0123456789abcdef";
    till.processor.refusal = Optional.of(new Problem(Problem.Kind.UNAVAILABLE, "It died here."));
    counter.post(path, null, key, Counter.wish()).expect(503);
    assertEquals(1, till.count("SELECT count(*) FROM purchase"));
    till.processor.refusal = Optional.empty();

    JsonObject placed = counter.post(path, null, key, Counter.wish()).expect(201).json();
    assertEquals(1, till.count("SELECT count(*) FROM purchase"));
    String order = placed.getJsonObject("order").getString("id");
    assertNotNull(placed.getJsonObject("order").getString("payUrl"));
    till.tell(Till.paid("ev1", order, "pay1"));
    JsonObject again = counter.post(path, null, key, Counter.wish()).expect(201).json();
    assertEquals("PAID", again.getJsonObject("order").getString("state"));
    assertEquals(placed.getString("claim"), again.getString("claim"));
    assertEquals("ACTIVE", receipt(again, again.getString("claim")).getString("state"));
    assertEquals(1, till.count("SELECT count(*) FROM receipt"));
  }

  @Test
  void anOrdersKeyIsLongAndForThatOrderOnly() {
    String path = "/bundles/" + counter.bundle + "/orders";
    String key = "0123456789abcdef";
    counter.post(path, null, "0123456789abcde", Counter.wish()).expect(400);
    JsonObject placed = counter.post(path, null, key, Counter.wish()).expect(201).json();
    for (JsonObject other :
        List.of(
            Counter.wish().put("amountMinor", 600),
            Counter.wish().put("email", "other@example.org"))) {
      counter.post(path, null, key, other).expect(409);
    }
    String elsewhere = "/bundles/" + BundleIds.hex(till.shelf.live().id()) + "/orders";
    counter.post(elsewhere, null, key, Counter.wish()).expect(409);
    JsonObject another = counter.post(path, null, key + "0", Counter.wish()).expect(201).json();
    assertNotEquals(placed.getString("claim"), another.getString("claim"));
  }

  /** Whoever repeats the order knew its secret before, and no more than that. */
  @Test
  void aRepeatedOrderRevivesNoSecretThatWasEnded() {
    String path = "/bundles/" + counter.bundle + "/orders";
    String key = "0123456789abcdef";
    JsonObject placed = counter.post(path, null, key, Counter.wish()).expect(201).json();
    String claim = placed.getString("claim");
    till.tell(Till.paid("ev1", placed.getJsonObject("order").getString("id"), "pay1"));
    String number = receipt(placed, claim).getString("number");
    counter.post("/receipts/" + number + "/reissue", claim).expect(200);
    JsonObject again = counter.post(path, null, key, Counter.wish()).expect(201).json();
    counter.client.get("/receipts/" + number, again.getString("claim")).expect(404);
  }

  @Test
  void nothingInTheDatabaseOpensAnOrder() {
    String path = "/bundles/" + counter.bundle + "/orders";
    String key = "0123456789abcdef";
    String claim =
        counter.post(path, null, key, Counter.wish()).expect(201).json().getString("claim");
    for (String table : List.of("purchase", "claim", "idempotency")) {
      String rows =
          till.database.read(
              handle -> handle.select("SELECT * FROM " + table).mapToMap().list().toString());
      assertFalse(rows.contains(claim), table);
      assertFalse(rows.contains(key), table);
    }
  }

  @Test
  void anOrderThatTheProcessorDoesNotTakeLeavesNobodyCharged() {
    till.processor.refusal = Optional.of(new Problem(Problem.Kind.UNAVAILABLE, "Not now."));
    counter.order(Counter.wish()).expect(503);
    till.processor.refusal = Optional.empty();
    counter.order(Counter.wish()).expect(201);
    till.shelf.now.addAndGet(27L * 3600 * 1000);
    assertFalse(till.orders.expire());
    assertEquals(2, till.count("SELECT count(*) FROM purchase WHERE state = 'EXPIRED'"));
  }

  private String success() {
    return till.processor.begun.get(0).successUrl().toString();
  }

  private static long amount(Answer answer) {
    return answer.expect(201).json().getJsonObject("order").getLong("amountMinor");
  }
}
