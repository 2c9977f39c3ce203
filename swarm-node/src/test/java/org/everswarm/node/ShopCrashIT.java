package org.everswarm.node;

import static org.everswarm.node.MortalShop.PRICE_MINOR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.everswarm.node.MortalShop.Answer;
import org.everswarm.node.MortalShop.Ask;
import org.everswarm.node.MortalShop.Stall;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.DatabaseSettings.Sqlite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * A shop that is killed again and again while two hundred buy, with each kill in the midst of a
 * certain step of one purchase and wherever the others are; then while some is given back and paid
 * out. Everybody is charged once and has one receipt and one letter of it, and the books say so.
 */
class ShopCrashIT {

  private static final int PURCHASES = 200;

  /** By this purchase all kills are due, so that some are left to die of them. */
  private static final int EARLY = 160;

  private static final int BUYERS_AT_ONCE = 12;
  private static final int KILLS_A_STEP = 4;
  private static final int REFUNDS = 10;
  private static final int LIMIT_SECONDS = 300;
  private static final long SEED = 7;
  private static final Duration DELIVERY = Duration.ofMillis(700);
  private static final Pattern READER = Pattern.compile("(?m)^To: (\\S+)");

  /** Where a purchase is. */
  private enum Step {
    ORDER,
    APPROVE,
    FULFIL,
    RECEIPT,
    TORRENT,
    LETTERS
  }

  private final Deque<Step> kills = new ArrayDeque<>();
  private final AtomicInteger begun = new AtomicInteger();
  private int killed;

  ShopCrashIT() {
    List<Step> all = new ArrayList<>();
    for (int i = 0; i < KILLS_A_STEP; i++) {
      all.addAll(List.of(Step.values()));
    }
    Collections.shuffle(all, new Random(SEED));
    kills.addAll(all);
  }

  /** Whether the next kill is to be here; they are spread evenly over the purchases. */
  private synchronized boolean isToDieAt(Step step) {
    int planned = Step.values().length * KILLS_A_STEP;
    if (kills.peek() != step || begun.get() < EARLY * (killed + 1) / planned) {
      return false;
    }
    kills.remove();
    killed++;
    return true;
  }

  @Test
  void whoeverBuysIsChargedOnceAndHasOneReceiptHoweverOftenTheShopDies(
      @TempDir Path directory, TestReporter reporter) throws Exception {
    long start = System.nanoTime();
    Path data = directory.resolve("tracker");
    try (MortalShop shop = new MortalShop(data)) {
      Stall stall = shop.open();
      List<Bought> bought = buyAll(shop, stall);
      assertEquals(Step.values().length * KILLS_A_STEP, shop.kills());
      assertEquals(PURCHASES, bought.stream().map(Bought::order).distinct().count());
      assertEquals(PURCHASES, bought.stream().map(Bought::number).distinct().count());
      refundSome(shop, stall, bought.subList(0, REFUNDS));
      payOut(shop, stall);
      shop.eventually(() -> readers(shop).values().stream().mapToInt(i -> i).sum() > lettersDue());
      assertLetters(readers(shop));
      reporter.publishEntry(
          "%d kills, %d s"
              .formatted(shop.kills(), Duration.ofNanos(System.nanoTime() - start).toSeconds()));
    }
    assertBooks(data);
  }

  /** Of each purchase one to the buyer and one to the publisher, of each refund one; a sign-up. */
  private static int lettersDue() {
    return 2 * PURCHASES + REFUNDS;
  }

  /** What a buyer has in the end. */
  private record Bought(String order, String number) {}

  private List<Bought> buyAll(MortalShop shop, Stall stall) throws Exception {
    ExecutorService buyers = Executors.newFixedThreadPool(BUYERS_AT_ONCE);
    try {
      List<Future<Bought>> all = new ArrayList<>();
      for (int i = 0; i < PURCHASES; i++) {
        int buyer = i;
        all.add(buyers.submit(() -> buy(shop, stall, buyer)));
      }
      List<Bought> bought = new ArrayList<>();
      for (Future<Bought> one : all) {
        bought.add(one.get(LIMIT_SECONDS, TimeUnit.SECONDS));
      }
      return bought;
    } finally {
      buyers.shutdownNow();
    }
  }

  private Bought buy(MortalShop shop, Stall stall, int buyer) throws Exception {
    begun.incrementAndGet();
    Random random = new Random(SEED + buyer);
    JsonObject placed = order(shop, stall, buyer, random);
    JsonObject order = placed.getJsonObject("order");
    String claim = placed.getString("claim");
    pay(shop, URI.create(order.getString("payUrl")).getPath(), random);
    String path = "/orders/" + order.getString("id");
    if (isToDieAt(Step.FULFIL)) {
      shop.killWithin(DELIVERY, random);
    }
    shop.eventually(() -> isPaid(shop, path, claim));
    if (isToDieAt(Step.LETTERS)) {
      shop.killWithin(DELIVERY, random);
    }
    Ask receipt = Ask.get(path + "/receipt", claim);
    String number =
        step(shop, Step.RECEIPT, receipt, random).expect(200).json().getString("number");
    Ask file = Ask.get("/receipts/" + number + "/items/" + stall.item() + "/torrent", claim);
    Metainfo torrent = Metainfo.parse(step(shop, Step.TORRENT, file, random).expect(200).body());
    assertTrue(torrent.announceList().get(0).get(0).contains("?receipt="));
    return new Bought(order.getString("id"), number);
  }

  /** Every third buyer sends the order once more although it was answered. */
  private JsonObject order(MortalShop shop, Stall stall, int buyer, Random random) {
    JsonObject wish = new JsonObject().put("currency", "usd").put("email", address(buyer));
    Ask ask = Ask.post("/bundles/" + stall.bundle() + "/orders", null, wish);
    JsonObject placed = step(shop, Step.ORDER, ask, random).expect(201).json();
    if (buyer % 3 == 0) {
      assertEquals(placed, shop.ask(ask).expect(201).json());
    }
    return placed;
  }

  private static String address(int buyer) {
    return "buyer" + buyer + "@example.org";
  }

  /** Approves it twice at least: the second time it is decided already. */
  private void pay(MortalShop shop, String page, Random random) {
    String payment = page.substring(page.lastIndexOf('/') + 1);
    Ask approve = Ask.post("/sandbox/payments/" + payment + "?action=approve", null, null);
    int first = step(shop, Step.APPROVE, approve, random).status();
    assertTrue(first == 200 || first == 409, () -> "answered " + first);
    shop.ask(approve).expect(409);
  }

  private Answer step(MortalShop shop, Step step, Ask ask, Random random) {
    return isToDieAt(step) ? shop.askAndKill(ask, random) : shop.ask(ask);
  }

  private static boolean isPaid(MortalShop shop, String path, String claim) {
    Ask ask = Ask.get(path, claim);
    return "PAID".equals(shop.ask(ask).expect(200).json().getString("state"));
  }

  /** The shop dies at every third; all are asked for again with the same key. */
  private static void refundSome(MortalShop shop, Stall stall, List<Bought> some) {
    Random random = new Random(SEED);
    String sales = "/publishers/" + stall.publisher() + "/sales/";
    for (int i = 0; i < some.size(); i++) {
      JsonObject reason = new JsonObject().put("reason", "asked for");
      Ask ask = Ask.post(sales + some.get(i).order() + "/refunds", stall.session(), reason);
      Answer first = i % 3 == 0 ? shop.askAndKill(ask, random) : shop.ask(ask);
      String refund = first.expect(201).json().getString("id");
      assertEquals(refund, shop.ask(ask).expect(201).json().getString("id"));
    }
  }

  private static void payOut(MortalShop shop, Stall stall) {
    JsonObject payout =
        new JsonObject()
            .put("publisherId", stall.publisher())
            .put("currency", "usd")
            .put("amountMinor", 1000);
    Ask ask = Ask.post("/operator/payouts", shop.operatorToken(), payout);
    JsonObject first = shop.askAndKill(ask, new Random(SEED)).expect(201).json();
    assertEquals(first, shop.ask(ask).expect(201).json());
  }

  /** How many letters each address has. */
  private static Map<String, Integer> readers(MortalShop shop) {
    Map<String, Integer> readers = new TreeMap<>();
    for (String letter : shop.letters()) {
      Matcher reader = READER.matcher(letter);
      assertTrue(reader.find(), letter);
      readers.merge(reader.group(1), 1, Integer::sum);
    }
    return readers;
  }

  /** Into a folder each is delivered once; a mail server may get one again, never none. */
  private static void assertLetters(Map<String, Integer> readers) {
    for (int buyer = 0; buyer < PURCHASES; buyer++) {
      assertEquals(buyer < REFUNDS ? 2 : 1, readers.get(address(buyer)), address(buyer));
    }
    assertEquals(1 + PURCHASES, readers.get("ann@example.org"));
  }

  private static void assertBooks(Path data) {
    try (Database books = Database.open(new Sqlite(data.resolve("shop.db")))) {
      assertEquals(PURCHASES, sum(books, "SELECT COUNT(*) FROM purchase"));
      assertEquals(PURCHASES, sum(books, "SELECT COUNT(DISTINCT email) FROM purchase"));
      assertEquals(PURCHASES, sum(books, "SELECT COUNT(*) FROM receipt"));
      assertEquals(PURCHASES, sum(books, "SELECT COUNT(*) FROM receipt_token"));
      assertEquals(
          PURCHASES, sum(books, "SELECT COUNT(*) FROM sandbox_payment WHERE state = 'PAID'"));
      assertEquals(PURCHASES, sum(books, "SELECT COUNT(*) FROM sandbox_payment"));
      assertEquals(
          PURCHASES + REFUNDS,
          sum(books, "SELECT COUNT(*) FROM payment_event WHERE outcome = 'APPLIED'"));
      assertEquals(PURCHASES + REFUNDS, sum(books, "SELECT COUNT(*) FROM payment_event"));
      assertEquals(PURCHASES * PRICE_MINOR, booked(books, "SALE"));
      assertEquals(REFUNDS * PRICE_MINOR, booked(books, "REFUND"));
      assertEquals(1000, booked(books, "PAYOUT"));
      assertEquals(PURCHASES + REFUNDS + 1, sum(books, "SELECT COUNT(*) FROM ledger_entry"));
    }
    Programs.tracker("ledger", "verify", "--data", data.toString()).orFail();
  }

  private static long booked(Database books, String kind) {
    return sum(books, "SELECT SUM(amount_minor) FROM ledger_entry WHERE kind = '" + kind + "'");
  }

  private static long sum(Database books, String sql) {
    return books.read(handle -> handle.select(sql).mapTo(Long.class).one());
  }
}
