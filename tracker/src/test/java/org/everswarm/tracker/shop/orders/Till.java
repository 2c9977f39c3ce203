package org.everswarm.tracker.shop.orders;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.tracker.shop.audit.Audit;
import org.everswarm.tracker.shop.catalogue.Bundle;
import org.everswarm.tracker.shop.catalogue.Hosts;
import org.everswarm.tracker.shop.catalogue.Shelf;
import org.everswarm.tracker.shop.ledger.Ledger;
import org.everswarm.tracker.shop.ledger.LedgerVerifier;
import org.everswarm.tracker.shop.mail.Outbox;
import org.everswarm.tracker.shop.money.FeeTerms;
import org.everswarm.tracker.shop.orders.Orders.Placed;
import org.everswarm.tracker.shop.orders.Orders.Wish;
import org.everswarm.tracker.shop.payment.PaymentEvent;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeLost;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeOpened;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeWon;
import org.everswarm.tracker.shop.payment.PaymentEvent.Paid;
import org.everswarm.tracker.shop.payment.PaymentEvent.Refunded;
import org.everswarm.tracker.shop.receipts.Claims;
import org.everswarm.tracker.shop.receipts.Limits;
import org.everswarm.tracker.shop.receipts.Links;
import org.everswarm.tracker.shop.receipts.LostReceipts;
import org.everswarm.tracker.shop.receipts.PersonalTorrents;
import org.everswarm.tracker.shop.receipts.ReceiptDesk;
import org.everswarm.tracker.shop.receipts.ReceiptLetters;
import org.everswarm.tracker.shop.receipts.ReceiptTerms;
import org.everswarm.tracker.shop.receipts.ReceiptsOffice;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.jdbi.v3.core.Handle;

/** A shop that sells one bundle for 6.00 USD, with a processor that says what the test says. */
public final class Till implements AutoCloseable {

  public static final IpAddress SOURCE = IpAddress.ofIpv4(0x7F00_0001);
  public static final String BUYER = "buyer@example.org";
  private static final Pattern LINK = Pattern.compile("/receipts/(ES[0-9A-Z-]+)#(clm_[0-9a-v]+)");

  public final Shelf shelf;
  public final Database database;
  public final FakeProcessor processor = new FakeProcessor();
  public final Bundle bundle;
  public final ReceiptPrivateKey key = ReceiptPrivateKey.generate(3, new SecureRandom());
  public final Hosts hosts =
      new Hosts(
          List.of(
              URI.create("https://one.example/announce"),
              URI.create("udp://one.example:6969"),
              URI.create("http://two.example/announce")),
          List.of("https://seed.example/ws"));

  public final InstantSource clock;
  public final ReceiptsOffice office;
  public final ReceiptDesk desk;
  public final LostReceipts lost;
  public final Orders orders;
  public final Refunds refunds;
  public final Fulfilment fulfilment;
  public final Claims claims;
  public final Limits limits;
  public final OrderParts parts;
  public final ReceiptLetters receiptLetters;
  public final Subscriptions subscriptions;

  public Till(TestDatabases kind) {
    shelf = new Shelf(kind);
    database = shelf.database;
    bundle = shelf.live();
    clock = () -> Instant.ofEpochMilli(shelf.now.incrementAndGet());
    SecureRandom random = new SecureRandom();
    Ids ids = new Ids(random, clock);
    Links links = new Links(URI.create("https://shop.example"));
    ReceiptSigner signer = new ReceiptSigner(key);
    Outbox outbox = new Outbox(ids, clock);
    claims = new Claims(ids, clock);
    limits = new Limits(clock);
    receiptLetters = new ReceiptLetters(links);
    office = new ReceiptsOffice(ReceiptTerms.standard(), shelf.effects, random, clock);
    PersonalTorrents torrents =
        new PersonalTorrents(shelf.desk.catalogue(), signer::sign, () -> hosts);
    desk =
        new ReceiptDesk(
            database, office, torrents, claims, limits, receiptLetters, outbox, shelf.effects);
    lost = new LostReceipts(database, claims, limits, receiptLetters, outbox, clock);
    parts =
        new OrderParts(
            database,
            new Ledger(clock),
            office,
            new OrderLetters(outbox, claims, receiptLetters),
            processor,
            shelf.effects,
            new Audit(clock, ids),
            ids,
            clock);
    orders =
        new Orders(parts, shelf.desk.catalogue(), claims, links, limits, FeeTerms.standard(), desk);
    refunds = new Refunds(parts);
    fulfilment = new Fulfilment(parts, refunds);
    subscriptions =
        new Subscriptions(parts, shelf.desk.catalogue(), claims, limits, links, desk, outbox);
  }

  /** An order of the bundle. */
  public Placed order() {
    return order(UUID.randomUUID().toString());
  }

  /** The order that a key makes. */
  public Placed order(String key) {
    return orders.place(new Wish(bundle.id(), "usd", OptionalLong.empty(), BUYER, SOURCE, key));
  }

  /** An order that is paid as {@code pay}. */
  public Placed bought(String pay) {
    Placed placed = order();
    tell(paid("ev_" + pay, placed.order().id(), pay));
    return placed;
  }

  public Refund refund(Placed placed, OptionalLong minor, String key) {
    return refunds.request(
        shelf.alice, new Refunds.Wish(placed.order().id(), minor, "asked for", key));
  }

  public void tell(PaymentEvent event) {
    fulfilment.received(FakeProcessor.NAME, event, new byte[] {'{', '}'});
  }

  static Paid paid(String eventId, String orderId, String pay) {
    return paid(eventId, orderId, pay, "usd", 600);
  }

  static Paid paid(String eventId, String orderId, String pay, String currency, long minor) {
    return new Paid(
        eventId, "paid", at(1), orderId, "cs", pay, currency, minor, OptionalLong.of(47));
  }

  static Refunded refunded(String eventId, String pay, String ref, long minor) {
    return new Refunded(eventId, "refunded", at(2), pay, ref, Optional.empty(), "usd", minor);
  }

  static DisputeOpened disputed(String eventId, String pay, String ref) {
    return new DisputeOpened(eventId, "disputed", at(3), pay, ref, "usd", 600, 1500);
  }

  static DisputeWon won(String eventId, String pay, String ref) {
    return new DisputeWon(eventId, "won", at(4), pay, ref);
  }

  static DisputeLost lost(String eventId, String pay, String ref) {
    return new DisputeLost(eventId, "lost", at(4), pay, ref);
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(1_700_000_000 + second);
  }

  Order.State state(Placed placed) {
    return orders.find(placed.order().id(), Optional.of(placed.claim())).state();
  }

  String receiptState(Placed placed) {
    return text("SELECT state FROM receipt WHERE order_id = ?", placed.order().id());
  }

  String outcome(String eventId) {
    return text("SELECT outcome FROM payment_event WHERE event_id = ?", eventId);
  }

  public long count(String sql, Object... values) {
    return database.read(handle -> handle.select(sql, values).mapTo(Long.class).one());
  }

  public String text(String sql, Object... values) {
    return database.read(handle -> handle.select(sql, values).mapTo(String.class).one());
  }

  /** What was written to an address. */
  public List<String> letters(String to) {
    return database.read(
        handle ->
            handle
                .select("SELECT body FROM mail WHERE recipient = ? ORDER BY created_at, id", to)
                .mapTo(String.class)
                .list());
  }

  /** A number and a claim secret from a letter. */
  public record Opening(String number, String claim) {}

  public static Opening opening(String letter) {
    Matcher link = LINK.matcher(letter);
    if (!link.find()) {
      throw new AssertionError("no link in: " + letter);
    }
    return new Opening(link.group(1), link.group(2));
  }

  public long balance() {
    return database.read(
        (Handle handle) -> new Ledger(clock).balance(handle, shelf.alice.publisherId(), "usd"));
  }

  public List<String> ledgerFindings() {
    return database.read(handle -> new LedgerVerifier().verify(handle).findings());
  }

  @Override
  public void close() {
    shelf.close();
  }
}
