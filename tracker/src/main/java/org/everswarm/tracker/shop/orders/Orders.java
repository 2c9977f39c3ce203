package org.everswarm.tracker.shop.orders;

import static org.everswarm.tracker.shop.accounts.Secrets.hash;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.catalogue.Bundle;
import org.everswarm.tracker.shop.catalogue.Catalogue;
import org.everswarm.tracker.shop.catalogue.Price;
import org.everswarm.tracker.shop.mail.MailAddress;
import org.everswarm.tracker.shop.money.FeeTerms;
import org.everswarm.tracker.shop.money.Split;
import org.everswarm.tracker.shop.orders.Order.State;
import org.everswarm.tracker.shop.orders.OrderBook.Asked;
import org.everswarm.tracker.shop.orders.OrderBook.Kept;
import org.everswarm.tracker.shop.payment.Checkout;
import org.everswarm.tracker.shop.payment.CheckoutRequest;
import org.everswarm.tracker.shop.payment.PaymentProcessor;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.receipts.Claims;
import org.everswarm.tracker.shop.receipts.Limits;
import org.everswarm.tracker.shop.receipts.Links;
import org.everswarm.tracker.shop.receipts.ReceiptDesk;
import org.everswarm.tracker.shop.receipts.ReceiptView;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;
import org.jdbi.v3.core.Handle;

/** Takes orders, and shows them to who made them and to whom they pay. Thread-safe; blocks. */
public final class Orders {

  private static final String WHAT = "order";

  /** Payment pages are open for a day; whoever paid in their last minute is told of by then. */
  private static final Duration UNPAID = Duration.ofHours(26);

  private static final Duration REMEMBERED = Duration.ofDays(30);
  private static final int AT_ONCE = 500;

  private final Database database;
  private final Catalogue catalogue;
  private final MoneyIn money;
  private final PaymentProcessor processor;
  private final Claims claims;
  private final Links links;
  private final Limits limits;
  private final FeeTerms terms;
  private final ReceiptDesk desk;
  private final Ids ids;
  private final InstantSource clock;

  /**
   * @param terms what the platform takes of what is sold from now on
   */
  public Orders(
      OrderParts parts,
      Catalogue catalogue,
      Claims claims,
      Links links,
      Limits limits,
      FeeTerms terms,
      ReceiptDesk desk) {
    database = parts.database();
    this.catalogue = catalogue;
    money = new MoneyIn(parts);
    processor = parts.processor();
    this.claims = claims;
    this.links = links;
    this.limits = limits;
    this.terms = terms;
    this.desk = desk;
    ids = parts.ids();
    clock = parts.clock();
  }

  /**
   * What a buyer asks for.
   *
   * @param amountMinor what the buyer offers; empty for the price
   * @param source never kept
   * @param key new for every order, and nobody's guess: with the same it is the same order
   */
  public record Wish(
      long bundleId,
      String currency,
      OptionalLong amountMinor,
      String email,
      IpAddress source,
      String key) {

    @Override
    public String toString() {
      return "Wish[" + BundleIds.hex(bundleId) + "]";
    }
  }

  /**
   * An order that was taken.
   *
   * @param claim the secret that opens it, told to whoever made it and has the key
   */
  public record Placed(Order order, String claim) {

    @Override
    public String toString() {
      return "Placed[" + order.id() + "]";
    }
  }

  /** An order that was paid, as its publisher sees it. */
  public record Sale(Order order, List<Refund> refunds) {}

  /**
   * Takes an order. If nothing is to be paid it is fulfilled at once, else it has a page to pay on.
   * Repeated, whatever became of the first time, it is the same order with the same secret.
   *
   * @throws Problem NOT_FOUND if there is no such bundle, GONE if it is not for sale any more or
   *     was taken down, with the reason; INVALID if the currency, the amount or the address would
   *     not do; CONFLICT if the key made another order; TOO_MANY_REQUESTS if this network orders
   *     too often; UNAVAILABLE if the payment processor does not answer: to be repeated
   */
  public Placed place(Wish wish) {
    String email = MailAddress.checked(wish.email());
    limits.order(wish.source());
    // The transaction may be run again, which is no other free order.
    AtomicBoolean counted = new AtomicBoolean();
    Placed placed = database.write(handle -> place(handle, wish, email, counted));
    Order order = placed.order();
    boolean payable = order.state() == State.CREATED && order.payUrl().isEmpty();
    return payable ? withCheckout(placed) : placed;
  }

  /**
   * An order, for whoever shows its claim secret.
   *
   * @throws Problem UNAUTHENTICATED without one; NOT_FOUND alike if there is no such order and if
   *     the secret is not its
   */
  public Order find(String orderId, Optional<String> claim) {
    return database.read(handle -> find(handle, orderId, claim));
  }

  /**
   * The receipt of an order, for whoever shows its claim secret.
   *
   * @throws Problem as {@link #find}; CONFLICT if it is not paid yet
   */
  public ReceiptView receipt(String orderId, Optional<String> claim) {
    return database.read(
        handle -> {
          Order order = find(handle, orderId, claim);
          return desk.ofOrder(handle, order.id())
              .orElseThrow(
                  () ->
                      new Problem(
                          Kind.CONFLICT,
                          "This order is not paid; the receipt is here when it is."));
        });
  }

  /** What a publisher sold, the newest first. */
  public List<Sale> sales(String publisherId, Page page) {
    return database.read(
        handle ->
            OrderBook.ofPublisher(handle, publisherId, page).stream()
                .map(order -> new Sale(order, MoneyBook.refunds(handle, order.id())))
                .toList());
  }

  /** Ends orders that nobody paid; to be called now and then. Returns whether more wait. */
  public boolean expire() {
    Instant before = clock.instant().minus(UNPAID);
    return database.write(handle -> OrderBook.expire(handle, before, AT_ONCE)) == AT_ONCE;
  }

  /**
   * Forgets orders that came to nothing, their addresses and secrets with them, 30 days after they
   * were made; to be called now and then. Returns whether more wait.
   */
  public boolean forget() {
    Instant before = clock.instant().minus(REMEMBERED);
    return database.write(
        handle -> {
          List<String> ended = OrderBook.ended(handle, before, AT_ONCE);
          ended.forEach(order -> forget(handle, order));
          return ended.size() == AT_ONCE;
        });
  }

  private void forget(Handle handle, String orderId) {
    claims.endAll(handle, orderId);
    OrderBook.delete(handle, orderId);
  }

  private Placed place(Handle handle, Wish wish, String email, AtomicBoolean counted) {
    String asked = hash("order\n" + wish.key());
    Optional<Kept> made = OrderBook.asked(handle, asked);
    return made.isPresent()
        ? again(made.get(), wish, email)
        : fresh(handle, wish, email, asked, counted);
  }

  private static Placed again(Kept made, Wish wish, String email) {
    if (!made.asked().wish().equals(wanted(wish, email))) {
      throw new Problem(
          Kind.CONFLICT, "This Idempotency-Key was used for another order: take a new one.");
    }
    return new Placed(made.order(), Claims.derived(made.asked().salt(), wish.key()));
  }

  private static String wanted(Wish wish, String email) {
    return hash(
        BundleIds.hex(wish.bundleId())
            + "\n"
            + wish.currency()
            + "\n"
            + wish.amountMinor()
            + "\n"
            + email);
  }

  private Placed fresh(
      Handle handle, Wish wish, String email, String asked, AtomicBoolean counted) {
    Bundle bundle = catalogue.shown(handle, wish.bundleId());
    Price price =
        catalogue
            .price(handle, bundle.id(), wish.currency())
            .orElseThrow(() -> new Problem(Kind.INVALID, offered(handle, bundle)));
    long amount = PriceRules.amount(price, wish.amountMinor());
    requireShareable(price.currency(), amount);
    Order order = order(bundle, price.currency(), amount, email);
    String salt = claims.salt();
    OrderBook.insert(handle, order, new Asked(asked, wanted(wish, email), salt));
    if (amount == 0) {
      if (!counted.getAndSet(true)) {
        limits.freeOrder(wish.source(), email);
      }
      money.free(handle, order);
    }
    return new Placed(order, claims.mint(handle, order.id(), salt, wish.key()));
  }

  private Order order(Bundle bundle, String currency, long amount, String email) {
    Instant now = Instant.ofEpochMilli(clock.millis());
    boolean free = amount == 0;
    return new Order(
        ids.next("ord"),
        bundle.id(),
        bundle.publisherId(),
        bundle.title(),
        email,
        currency,
        amount,
        terms,
        free ? "" : processor.name(),
        Optional.empty(),
        free ? State.PAID : State.CREATED,
        0,
        now,
        free ? Optional.of(now) : Optional.empty());
  }

  /** Outside of the transaction: the processor may take seconds. */
  private Placed withCheckout(Placed placed) {
    Order order = placed.order();
    Checkout checkout = begin(order);
    return database.write(
        handle -> {
          OrderBook.setCheckout(handle, order.id(), checkout);
          return new Placed(OrderBook.get(handle, order.id()), placed.claim());
        });
  }

  private Checkout begin(Order order) {
    URI success = links.order(order.id());
    URI cancel = links.bundle(BundleIds.hex(order.bundleId()));
    return processor.begin(
        new CheckoutRequest(
            order.id(),
            order.title(),
            order.email(),
            order.currency(),
            order.amountMinor(),
            success,
            cancel));
  }

  private Order find(Handle handle, String orderId, Optional<String> claim) {
    claims.require(handle, orderId, claim, WHAT);
    return OrderBook.get(handle, orderId);
  }

  /** What would leave the publisher less than nothing is not sold. */
  private void requireShareable(String currency, long amount) {
    try {
      Split.of(terms, amount, 0, processor.estimatedFeeMinor(currency, amount));
    } catch (IllegalArgumentException tooLittle) {
      throw new Problem(Kind.INVALID, String.valueOf(tooLittle.getMessage()));
    }
  }

  private String offered(Handle handle, Bundle bundle) {
    List<String> currencies =
        catalogue.prices(handle, bundle.id()).stream().map(Price::currency).sorted().toList();
    return "The bundle is sold in "
        + String.join(", ", currencies)
        + ": make currency one of these.";
  }
}
