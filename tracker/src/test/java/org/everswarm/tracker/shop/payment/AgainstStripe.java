package org.everswarm.tracker.shop.payment;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.everswarm.tracker.shop.payment.StripeBooks.Signed;
import org.everswarm.tracker.shop.problem.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The vendor's library against a double of the vendor's API, over HTTP. */
abstract class AgainstStripe {

  private static final StripeTimeouts PATIENT =
      new StripeTimeouts(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1), 1);

  /** For when no answer comes. */
  private static final StripeTimeouts HASTY =
      new StripeTimeouts(Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofSeconds(1), 1);

  final Vertx vertx = Vertx.vertx();
  Instant now = Instant.parse("2026-11-21T10:00:00Z");
  final StripeBooks books = new StripeBooks(() -> now);
  StripeDouble stripe;
  StripeProcessor processor;
  StripeProcessor hasty;

  @BeforeEach
  void start() throws Exception {
    stripe = StripeDouble.start(vertx, books);
    processor = processor(StripeDouble.KEY, stripe.base());
    hasty = processor(StripeDouble.KEY, stripe.base(), HASTY);
  }

  StripeProcessor processor(String key, URI base) {
    return processor(key, base, PATIENT);
  }

  private StripeProcessor processor(String key, URI base, StripeTimeouts timeouts) {
    return new StripeProcessor(
        new PaymentSettings.Stripe(ProcessorFees.usual(), key, List.of(StripeBooks.SECRET), base),
        () -> now,
        timeouts);
  }

  @AfterEach
  void close() throws Exception {
    stripe.close();
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  static CheckoutRequest order(String id, long amount) {
    return new CheckoutRequest(
        id,
        "A film & more – “Ü”",
        "buyer@mail.example",
        "usd",
        amount,
        URI.create("https://shop.example/done?order=" + id),
        URI.create("https://shop.example/back"));
  }

  List<PaymentEvent> events() {
    return books.take().stream().map(this::read).toList();
  }

  PaymentEvent read(Signed signed) {
    return processor.read(signed.bytes(), signed.headers());
  }

  static Problem.Kind kindOf(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(Problem.class, call).kind();
  }

  Checkout paid(String order) {
    Checkout checkout = processor.begin(order(order, 600));
    books.pay(checkout.sessionId());
    books.take();
    return checkout;
  }

  RefundRequest refund(String id, Checkout of, long amount) {
    return new RefundRequest(id, "ord_1", books.paymentOf(of.sessionId()), "usd", amount);
  }
}
