package org.everswarm.tracker.shop.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.everswarm.tracker.shop.accounts.TestAccounts;
import org.everswarm.tracker.shop.accounts.TestAccounts.Signed;
import org.everswarm.tracker.shop.ledger.Ledger;
import org.everswarm.tracker.shop.money.FeeTerms;
import org.everswarm.tracker.shop.money.Split;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class MoneyApiTest {

  private static final FeeTerms NET = FeeTerms.standard();

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-10-31T23:59:59.999Z"));
  private final Ledger ledger = new Ledger(now::get);
  private final Database database;
  private final TestShop shop;
  private final ShopClient client;
  private final TestAccounts accounts;
  private final Signed publisher;

  MoneyApiTest(TestDatabases kind) {
    database = kind.open();
    accounts = new TestAccounts(database);
    Idempotent idempotent = new Idempotent(database, accounts.clock());
    MoneyApi money =
        new MoneyApi(database, ledger, accounts.audit(), idempotent, accounts.sessions());
    Map<String, Operation> operations = new HashMap<>(accounts.operations());
    operations.putAll(money.operations());
    shop = new TestShop(operations);
    client = shop.client();
    publisher = accounts.signUp(client, "a@example.org");
  }

  @AfterEach
  void close() {
    shop.close();
    database.close();
  }

  @Test
  void aStatementHasWhatHappenedInItsMonth() {
    sell("ord_1");
    now.set(Instant.parse("2026-11-01T00:00:00Z"));
    sell("ord_2");
    database.write(h -> ledger.refund(h, "ref_1", "ord_1", 300));
    database.write(h -> ledger.disputeOpened(h, "dis_1", "ord_2", 600, 1500));
    now.set(Instant.parse("2026-12-01T00:00:00Z"));
    sell("ord_3");

    JsonObject october = statement("2026-10", "");
    assertEquals(0, october.getLong("openingMinor"));
    assertEquals(498, october.getLong("closingMinor"));
    JsonObject november = statement("2026-11", "");
    assertEquals(498, november.getLong("openingMinor"));
    JsonObject total = november.getJsonObject("total");
    assertEquals(-300, total.getLong("grossMinor"));
    assertEquals(47, total.getLong("processorFeeMinor"));
    assertEquals(1500, total.getLong("disputeFeeMinor"));
    assertEquals(-27, total.getLong("platformFeeMinor"));
    assertEquals(-1820, total.getLong("netMinor"));
    assertEquals(498 - 1820, november.getLong("closingMinor"));
    JsonArray items = november.getJsonArray("items");
    assertEquals(
        List.of("sale", "refund", "dispute-opened"),
        items.stream().map(item -> ((JsonObject) item).getString("kind")).toList());
    assertEquals(498 - 1820, items.getJsonObject(2).getLong("balanceMinor"));
    assertEquals(498 - 1820, statement("2026-12", "").getLong("openingMinor"));
    assertEquals(0, statement("2026-09", "").getJsonArray("items").size());
  }

  @Test
  void pagesHaveEveryEntryOnce() {
    for (int i = 0; i < 7; i++) {
      sell("ord_" + i);
    }
    StringBuilder seen = new StringBuilder();
    String cursor = "";
    long balance = 0;
    do {
      JsonObject page = statement("2026-10", "&limit=3" + cursor);
      assertEquals(7 * 498, page.getLong("closingMinor"));
      for (Object item : page.getJsonArray("items")) {
        seen.append(((JsonObject) item).getString("orderId")).append(' ');
        balance += ((JsonObject) item).getJsonObject("amounts").getLong("netMinor");
        assertEquals(balance, ((JsonObject) item).getLong("balanceMinor"));
      }
      cursor = page.containsKey("next") ? "&cursor=" + page.getString("next") : "";
    } while (!cursor.isEmpty());
    assertEquals("ord_0 ord_1 ord_2 ord_3 ord_4 ord_5 ord_6 ", seen.toString());
  }

  @Test
  void theFileHasTheSameAsTheStatement() {
    sell("ord_1");
    database.write(h -> ledger.refund(h, "-cmd", "ord_1", 600));
    ShopClient.Answer answer =
        client
            .get(publisher.path("/statements/2026-10?currency=usd&format=csv"), publisher.session())
            .expect(200);
    assertEquals("text/csv", answer.header("content-type").orElse(""));
    assertEquals(
        List.of(
            "Entry,Time (UTC),Kind,Reference,Order,Currency,Gross,Tax,Processor fee,Dispute fee,"
                + "Platform fee,Paid out,Net,Balance,Given back beyond the price",
            ",2026-10,opening,,,usd,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00",
            "1,2026-10-31T23:59:59.999Z,sale,ord_1,ord_1,usd,"
                + "6.00,0.00,0.47,0.00,0.55,0.00,4.98,4.98,0.00",
            "2,2026-10-31T23:59:59.999Z,refund,'-cmd,ord_1,usd,"
                + "-6.00,0.00,0.00,0.00,-0.55,0.00,-5.45,-0.47,0.00",
            ",2026-10,total,,,usd,0.00,0.00,0.47,0.00,0.00,0.00,-0.47,-0.47,0.00"),
        answer.body().toString().lines().toList());
  }

  @Test
  void nobodyReadsAnothersMoney() {
    sell("ord_1");
    Signed other = accounts.signUp(client, "b@example.org");
    for (String path : List.of("/balances", "/statements/2026-10?currency=usd")) {
      client.get(publisher.path(path), null).expect(401);
      client.get(publisher.path(path), other.session()).expect(404);
      client.get(publisher.path(path), "ord_1").expect(401);
    }
    client.get("/operator/payouts", publisher.session()).expect(401);
    payOut("key-1", publisher.session(), 1).expect(401);
  }

  @Test
  void balancesAreOfEachCurrency() {
    assertEquals(0, balances().size());
    sell("ord_1");
    Split yen = Split.of(NET, 600, 0, 52);
    database.write(h -> ledger.sale(h, "ord_2", publisher.publisherId(), "jpy", NET, yen));
    database.write(h -> ledger.refund(h, "ref_2", "ord_2", 600));
    assertEquals("-52 JPY", balances().getJsonObject(0).getString("balance"));
    assertEquals(498, balances().getJsonObject(1).getLong("balanceMinor"));
  }

  @Test
  void aPayoutIsRecordedOnceForItsKey() {
    sell("ord_1");
    ShopClient.Answer first = payOut("key-1", TestAccounts.OPERATOR, 300).expect(201);
    assertEquals(first.json(), payOut("key-1", TestAccounts.OPERATOR, 300).expect(201).json());
    payOut("key-1", TestAccounts.OPERATOR, 100).expect(409);
    payOut("key-2", TestAccounts.OPERATOR, 199).expect(409);
    payOut("", TestAccounts.OPERATOR, 1).expect(400);
    ShopClient.Answer second = payOut("key-3", TestAccounts.OPERATOR, 198).expect(201);
    assertNotEquals(first.json().getString("payoutId"), second.json().getString("payoutId"));
    assertEquals(0, balances().getJsonObject(0).getLong("balanceMinor"));

    JsonObject page =
        client.get("/operator/payouts?limit=1", TestAccounts.OPERATOR).expect(200).json();
    assertEquals(second.json(), page.getJsonArray("items").getJsonObject(0));
    JsonObject rest =
        client
            .get(
                "/operator/payouts?limit=1&cursor=" + page.getString("next"), TestAccounts.OPERATOR)
            .expect(200)
            .json();
    assertEquals(first.json(), rest.getJsonArray("items").getJsonObject(0));
    assertFalse(rest.containsKey("next"));
    assertTrue(
        client
            .get(publisher.path("/audit"), publisher.session())
            .expect(200)
            .body()
            .toString()
            .contains("payout.record"));
  }

  /** The key was forgotten, or the answer was lost in a crash: the books still know. */
  @Test
  void aPayoutIsRecordedOnceEvenWhenTheAnswerIsForgotten() {
    sell("ord_1");
    JsonObject first = payOut("key-1", TestAccounts.OPERATOR, 300).expect(201).json();
    database.update(handle -> handle.execute("DELETE FROM idempotency"));
    assertEquals(first, payOut("key-1", TestAccounts.OPERATOR, 300).expect(201).json());
    database.update(handle -> handle.execute("DELETE FROM idempotency"));
    payOut("key-1", TestAccounts.OPERATOR, 50).expect(409);
    assertEquals(198, balances().getJsonObject(0).getLong("balanceMinor"));
  }

  @Test
  void refusesWhatIsNoRequest() {
    sell("ord_1");
    for (String path :
        List.of(
            "/statements/2026-13?currency=usd",
            "/statements/2026-10",
            "/statements/2026-10?currency=xxx",
            "/statements/2026-10?currency=USD",
            "/statements/2026-10?currency=usd&format=xml",
            "/statements/2026-10?currency=usd&limit=0",
            "/statements/2026-10?currency=usd&cursor=WyJ4Il0")) {
      client.get(publisher.path(path), publisher.session()).expect(400);
    }
    for (long amount : List.of(0L, -1L, 1_000_000_000_001L, Long.MAX_VALUE)) {
      payOut("key-" + amount, TestAccounts.OPERATOR, amount).expect(400);
    }
  }

  private void sell(String orderId) {
    Split split = Split.of(NET, 600, 0, 47);
    database.write(h -> ledger.sale(h, orderId, publisher.publisherId(), "usd", NET, split));
  }

  private JsonObject statement(String month, String more) {
    return client
        .get(publisher.path("/statements/" + month + "?currency=usd" + more), publisher.session())
        .expect(200)
        .json();
  }

  private JsonArray balances() {
    return client
        .get(publisher.path("/balances"), publisher.session())
        .expect(200)
        .json()
        .getJsonArray("items");
  }

  private ShopClient.Answer payOut(String key, String bearer, long amount) {
    JsonObject body =
        new JsonObject()
            .put("publisherId", publisher.publisherId())
            .put("currency", "usd")
            .put("amountMinor", amount);
    Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/json"));
    if (!key.isEmpty()) {
      headers.put("Idempotency-Key", key);
    }
    return client.send("POST", "/operator/payouts", bearer, headers, body.toBuffer());
  }
}
