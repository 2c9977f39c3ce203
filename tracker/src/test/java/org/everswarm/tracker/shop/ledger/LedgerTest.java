package org.everswarm.tracker.shop.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.everswarm.tracker.shop.money.Currency;
import org.everswarm.tracker.shop.money.FeeBasis;
import org.everswarm.tracker.shop.money.FeeTerms;
import org.everswarm.tracker.shop.money.Split;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.jdbi.v3.core.HandleCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class LedgerTest {

  private static final String PUB = "pub_1";
  private static final FeeTerms NET = FeeTerms.standard();

  private final Database database;
  private final Ledger ledger =
      new Ledger(InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z")));

  LedgerTest(TestDatabases kind) {
    database = kind.open();
  }

  @AfterEach
  void provesTheBooks() {
    assertEquals(List.of(), database.read(new LedgerVerifier()::verify).findings());
    database.close();
  }

  @Test
  void aSaleSumsToItsPrice() {
    sell("ord_1");
    assertEquals(
        Map.of("processor", -600L, "fees:processor", 47L, "platform", 55L, "publisher:pub_1", 498L),
        books("usd"));
  }

  @Test
  void taxIsTheTaxOffices() {
    Split split = Split.of(NET, 1200, 200, 65);
    assertTrue(write(h -> ledger.sale(h, "ord_1", PUB, "eur", NET, split)));
    assertEquals(200, books("eur").getOrDefault("tax", 0L).longValue());
    assertTrue(write(h -> ledger.refund(h, "ref_1", "ord_1", 100)));
    assertEquals(200 - 16, books("eur").getOrDefault("tax", 0L).longValue());
    assertTrue(write(h -> ledger.refund(h, "ref_2", "ord_1", 1100)));
    assertEquals(Map.of("fees:processor", 65L, "publisher:pub_1", -65L), books("eur"));
  }

  @Test
  void aSecondCallDoesNothing() {
    sell("ord_1");
    assertFalse(write(h -> ledger.sale(h, "ord_1", PUB, "usd", NET, Split.of(NET, 600, 0, 47))));
    assertTrue(write(h -> ledger.feeCorrection(h, "ord_1", 50)));
    assertFalse(write(h -> ledger.feeCorrection(h, "ord_1", 60)));
    assertTrue(write(h -> ledger.refund(h, "ref_1", "ord_1", 100)));
    assertFalse(write(h -> ledger.refund(h, "ref_1", "ord_1", 100)));
    assertTrue(write(h -> ledger.disputeOpened(h, "dis_1", "ord_1", 100, 1500)));
    assertFalse(write(h -> ledger.disputeOpened(h, "dis_1", "ord_1", 100, 1500)));
    assertTrue(write(h -> ledger.disputeWon(h, "dis_1")));
    assertFalse(write(h -> ledger.disputeWon(h, "dis_1")));
    sell("ord_2");
    sell("ord_3");
    sell("ord_4");
    assertTrue(write(h -> ledger.payout(h, "pay_1", PUB, "usd", 300)));
    assertFalse(write(h -> ledger.payout(h, "pay_1", PUB, "usd", 300)));
    assertEquals(9, entries());
  }

  @Test
  void partsGiveThePlatformsFeeBackByFloorAndTheLastTheRemainder() {
    sell("ord_1");
    for (int part = 1; part <= 6; part++) {
      String refund = "ref_" + part;
      assertTrue(write(h -> ledger.refund(h, refund, "ord_1", 100)));
      assertEquals(part == 6 ? 0 : 55 - 9 * part, has("platform"));
    }
    assertEquals(Map.of("fees:processor", 47L, "publisher:pub_1", -47L), books("usd"));
    assertEquals(-47, balance(PUB, "usd"));
  }

  @Test
  void refundsNeverExceedThePrice() {
    sell("ord_1");
    refused(Problem.Kind.CONFLICT, h -> ledger.refund(h, "ref_0", "ord_1", 601));
    assertTrue(write(h -> ledger.refund(h, "ref_1", "ord_1", 599)));
    assertEquals(1, refundable());
    refused(Problem.Kind.CONFLICT, h -> ledger.refund(h, "ref_2", "ord_1", 2));
    assertTrue(write(h -> ledger.refund(h, "ref_3", "ord_1", 1)));
    refused(Problem.Kind.CONFLICT, h -> ledger.refund(h, "ref_4", "ord_1", 1));
    assertEquals(3, entries());
  }

  @Test
  void aDisputeCostsThePublisherAmountAndFee() {
    sell("ord_1");
    assertTrue(write(h -> ledger.disputeOpened(h, "dis_1", "ord_1", 600, 1500)));
    assertEquals(
        Map.of("fees:processor", 47L, "fees:dispute", 1500L, "publisher:pub_1", -1547L),
        books("usd"));
    assertTrue(write(h -> ledger.disputeLost(h, "dis_1")));
    assertEquals(-1547, has("publisher:pub_1"));
    refused(Problem.Kind.CONFLICT, h -> ledger.disputeWon(h, "dis_1"));
  }

  @Test
  void aDisputeWonGivesAllBackButItsFee() {
    sell("ord_1");
    assertTrue(write(h -> ledger.disputeOpened(h, "dis_1", "ord_1", 250, 1500)));
    assertEquals(55 - 22, has("platform"));
    assertTrue(write(h -> ledger.disputeWon(h, "dis_1")));
    assertEquals(
        Map.of(
            "processor",
            -600L,
            "fees:processor",
            47L,
            "fees:dispute",
            1500L,
            "platform",
            55L,
            "publisher:pub_1",
            498L - 1500L),
        books("usd"));
    refused(Problem.Kind.CONFLICT, h -> ledger.disputeLost(h, "dis_1"));
  }

  @Test
  void aDisputeOfWhatWasRefundedIsBookedAndSaysSo() {
    sell("ord_1");
    assertTrue(write(h -> ledger.refund(h, "ref_1", "ord_1", 400)));
    assertEquals(0, over());
    assertTrue(write(h -> ledger.disputeOpened(h, "dis_1", "ord_1", 600, 1500)));
    assertEquals(400, over());
    assertEquals(0, refundable());
    assertEquals(
        Map.of(
            "processor",
            400L,
            "fees:processor",
            47L,
            "fees:dispute",
            1500L,
            "publisher:pub_1",
            -1947L),
        books("usd"));
    assertTrue(write(h -> ledger.disputeWon(h, "dis_1")));
    assertEquals(0, over());
    assertEquals(55 - 36, has("platform"));
  }

  @Test
  void aRefundAfterADisputeIsWorthTheSameAsOneBeforeIt() {
    sell("ord_1");
    sell("ord_2");
    assertTrue(write(h -> ledger.refund(h, "ref_1", "ord_1", 600)));
    assertTrue(write(h -> ledger.disputeOpened(h, "dis_1", "ord_1", 600, 1500)));
    assertTrue(write(h -> ledger.disputeWon(h, "dis_1")));
    Map<String, Long> first = books("usd");
    assertTrue(write(h -> ledger.disputeOpened(h, "dis_2", "ord_2", 600, 1500)));
    assertTrue(write(h -> ledger.refund(h, "ref_2", "ord_2", 600)));
    assertTrue(write(h -> ledger.disputeWon(h, "dis_2")));
    assertEquals(2 * 47, has("fees:processor"));
    assertEquals(55, first.getOrDefault("platform", 0L).longValue());
    assertEquals(0, has("platform"));
    assertEquals(2 * (-47 - 1500), has("publisher:pub_1"));
  }

  @Test
  void theRealFeeComesInPlaceOfTheEstimate() {
    sell("ord_1");
    assertTrue(write(h -> ledger.feeCorrection(h, "ord_1", 97)));
    assertEquals(
        Map.of("processor", -600L, "fees:processor", 97L, "platform", 50L, "publisher:pub_1", 453L),
        books("usd"));
  }

  @Test
  void theRealFeeCountsForWhatWasRefundedBeforeIt() {
    sell("ord_1");
    assertTrue(write(h -> ledger.refund(h, "ref_1", "ord_1", 300)));
    assertEquals(55 - 27, has("platform"));
    assertTrue(write(h -> ledger.feeCorrection(h, "ord_1", 97)));
    assertEquals(50 - 25, has("platform"));
    assertTrue(write(h -> ledger.refund(h, "ref_2", "ord_1", 300)));
    assertEquals(Map.of("fees:processor", 97L, "publisher:pub_1", -97L), books("usd"));
  }

  @Test
  void aRealFeeMayBeMoreThanThePrice() {
    sell("ord_1");
    assertTrue(write(h -> ledger.feeCorrection(h, "ord_1", 700)));
    assertEquals(
        Map.of("processor", -600L, "fees:processor", 700L, "publisher:pub_1", -100L), books("usd"));
  }

  @Test
  void payoutsNeverExceedTheBalance() {
    refused(Problem.Kind.CONFLICT, h -> ledger.payout(h, "pay_0", PUB, "usd", 1));
    sell("ord_1");
    refused(Problem.Kind.CONFLICT, h -> ledger.payout(h, "pay_1", PUB, "usd", 499));
    refused(Problem.Kind.CONFLICT, h -> ledger.payout(h, "pay_1", PUB, "eur", 1));
    assertTrue(write(h -> ledger.payout(h, "pay_1", PUB, "usd", 498)));
    assertEquals(0, balance(PUB, "usd"));
    assertEquals(498, has("payouts"));
  }

  @Test
  void currenciesAndPublishersAreApart() {
    FeeTerms gross = new FeeTerms(FeeBasis.GROSS, 1000);
    sell("ord_1");
    assertTrue(write(h -> ledger.sale(h, "ord_2", PUB, "jpy", gross, Split.of(gross, 600, 0, 52))));
    assertTrue(
        write(h -> ledger.sale(h, "ord_3", "pub_2", "kwd", NET, Split.of(NET, 5120, 0, 240))));
    assertEquals(498, balance(PUB, "usd"));
    assertEquals(488, balance(PUB, "jpy"));
    assertEquals(0, balance(PUB, "kwd"));
    assertEquals(4392, balance("pub_2", "kwd"));
  }

  @Test
  void aFreeSaleMovesNothing() {
    assertTrue(write(h -> ledger.sale(h, "ord_1", PUB, "usd", NET, Split.of(NET, 0, 0, 0))));
    assertEquals(Map.of(), books("usd"));
    refused(Problem.Kind.CONFLICT, h -> ledger.refund(h, "ref_1", "ord_1", 1));
  }

  @Test
  void aClockThatIsSetBackMovesNothingIntoAnEarlierMonth() {
    sell("ord_1");
    Ledger earlier = new Ledger(InstantSource.fixed(Instant.parse("2026-10-31T23:59:59Z")));
    Split split = Split.of(NET, 600, 0, 47);
    assertTrue(write(h -> earlier.sale(h, "ord_2", PUB, "usd", NET, split)));
    assertEquals(0, statement("2026-10").total().grossMinor());
    assertEquals(1200, statement("2026-11").total().grossMinor());
  }

  @Test
  void moreLinesThanAreAskedForAreNotGiven() {
    sell("ord_1");
    sell("ord_2");
    Statement statement = statement("2026-11");
    for (int limit = 0; limit < 4; limit++) {
      int most = limit;
      List<StatementLine> given = new ArrayList<>();
      boolean all = database.read(h -> new Statements().forEach(h, statement, most, given::add));
      assertEquals(limit >= 2, all);
      assertEquals(Math.min(limit, 2), given.size());
    }
  }

  private Statement statement(String month) {
    return database.read(
        h -> new Statements().of(h, PUB, Currency.of("usd"), YearMonth.parse(month)));
  }

  @Test
  void whatHasNoSaleIsNotFound() {
    refused(Problem.Kind.NOT_FOUND, h -> ledger.refund(h, "ref_1", "ord_9", 1));
    refused(Problem.Kind.NOT_FOUND, h -> ledger.feeCorrection(h, "ord_9", 1));
    refused(Problem.Kind.NOT_FOUND, h -> ledger.disputeOpened(h, "dis_1", "ord_9", 1, 0));
    refused(Problem.Kind.NOT_FOUND, h -> ledger.disputeWon(h, "dis_9"));
    refused(Problem.Kind.NOT_FOUND, h -> ledger.disputeLost(h, "dis_9"));
  }

  @Test
  void refusesWhatIsNoAmountOrNoId() {
    sell("ord_1");
    long most = Split.AMOUNT_MAX + 1;
    for (long amount : List.of(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, most)) {
      invalid(h -> ledger.disputeOpened(h, "dis_1", "ord_1", amount, 0));
      invalid(h -> ledger.payout(h, "pay_1", PUB, "usd", amount));
    }
    invalid(h -> ledger.refund(h, "ref_1", "ord_1", 0));
    invalid(h -> ledger.refund(h, "ref_1\n", "ord_1", 1));
    invalid(h -> ledger.refund(h, "", "ord_1", 1));
    invalid(h -> ledger.feeCorrection(h, "ord_1", -1));
    invalid(h -> ledger.payout(h, "pay_1", PUB, "xxx", 1));
    FeeTerms all = new FeeTerms(FeeBasis.NET, 10_000);
    invalid(h -> ledger.sale(h, "ord_2", PUB, "usd", all, Split.of(NET, 600, 0, 47)));
    assertEquals(1, entries());
  }

  @Test
  void whatTheProcessorGaveBackIsBookedInHoweverManyParts() {
    Split split = Split.of(NET, 600, 0, 47);
    database.update(
        h -> {
          ledger.sale(h, "ord_1", PUB, "usd", NET, split);
          for (int part = 1; part <= 300; part++) {
            assertTrue(ledger.refund(h, "ref_" + part, "ord_1", 1));
          }
        });
    assertEquals(300, refundable());
  }

  private long has(String account) {
    return books("usd").getOrDefault(account, 0L);
  }

  private long balance(String publisherId, String currency) {
    return database.read(h -> ledger.balance(h, publisherId, currency));
  }

  private long refundable() {
    return database.read(h -> ledger.refundable(h, "ord_1"));
  }

  private void sell(String orderId) {
    Split split = Split.of(NET, 600, 0, 47);
    assertTrue(write(h -> ledger.sale(h, orderId, PUB, "usd", NET, split)));
  }

  private boolean write(HandleCallback<Boolean, RuntimeException> work) {
    return database.write(work);
  }

  private void refused(Problem.Kind kind, HandleCallback<Boolean, RuntimeException> work) {
    assertEquals(kind, assertThrows(Problem.class, () -> write(work)).kind());
  }

  private void invalid(HandleCallback<Boolean, RuntimeException> work) {
    assertThrows(IllegalArgumentException.class, () -> write(work));
  }

  private long entries() {
    return database.read(
        h -> h.select("SELECT COUNT(*) FROM ledger_entry").mapTo(Long.class).one());
  }

  private long over() {
    return database.read(
        h ->
            h.select("SELECT over_minor FROM ledger_entry ORDER BY seq DESC LIMIT 1")
                .mapTo(Long.class)
                .one());
  }

  /** The sum of each account's lines, without those that are 0. */
  private Map<String, Long> books(String currency) {
    Map<String, Long> sums = new TreeMap<>();
    database
        .read(
            h ->
                h.select(
                        "SELECT account, SUM(amount_minor) FROM ledger_line WHERE currency = ?"
                            + " GROUP BY account",
                        currency)
                    .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                    .list())
        .forEach(each -> sums.put(each.getKey(), each.getValue()));
    sums.values().removeIf(sum -> sum == 0);
    return sums;
  }
}
