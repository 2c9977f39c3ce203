package org.everswarm.tracker.shop.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import org.everswarm.tracker.shop.payment.StripeDouble.Fault;
import org.everswarm.tracker.shop.problem.Problem;
import org.junit.jupiter.api.Test;

/** What is asked of Stripe. */
class StripeProcessorTest extends AgainstStripe {

  @Test
  void beginsASessionThatNamesTheOrderEverywhere() {
    Checkout checkout = processor.begin(order("ord_1", 600));
    JsonObject session = books.get(checkout.sessionId());
    assertEquals(session.getString("url"), checkout.payUrl().toString());
    assertEquals("ord_1", session.getString("client_reference_id"));
    assertEquals("ord_1", session.getJsonObject("metadata").getString("order_id"));
    assertEquals("ord_1", session.getJsonObject("intent_metadata").getString("order_id"));
    assertEquals("A film & more – “Ü”", session.getString("name"));
    assertEquals(600, session.getLong("amount_total"));
    assertEquals("usd", session.getString("currency"));
  }

  @Test
  void beginsAnOrderOnce() {
    assertEquals(processor.begin(order("ord_1", 600)), processor.begin(order("ord_1", 600)));
    assertEquals(1, books.all("checkout.session").size());
    assertEquals(Problem.Kind.CONFLICT, kindOf(() -> processor.begin(order("ord_1", 700))));
  }

  @Test
  void tellsStripeNothingOfThisMachine() {
    processor.begin(order("ord_1", 600));
    processor.begin(order("ord_2", 600));
    Map<String, String> last = stripe.headers().get(1);
    assertFalse(last.containsKey("X-Stripe-Client-Telemetry"), last.toString());
    String client = last.getOrDefault("X-Stripe-Client-User-Agent", "");
    assertFalse(client.contains("os.version") || client.contains("telemetry"), client);
    assertFalse(client.contains(System.getProperty("os.version")), client);
  }

  @Test
  void shortensTitlesThatStripeWouldRefuse() {
    CheckoutRequest order = order("ord_1", 600);
    Checkout checkout =
        processor.begin(
            new CheckoutRequest(
                order.orderId(),
                "🎬".repeat(300),
                order.buyerEmail(),
                order.currency(),
                order.amountMinor(),
                order.successUrl(),
                order.cancelUrl()));
    assertEquals("🎬".repeat(250), books.get(checkout.sessionId()).getString("name"));
  }

  @Test
  void aLostAnswerIsAskedForAgainAndDoneOnce() {
    stripe.fail(Fault.LOST_ANSWER);
    try {
      processor.begin(order("ord_1", 600));
    } catch (Problem again) {
      assertEquals(Problem.Kind.UNAVAILABLE, again.kind());
      processor.begin(order("ord_1", 600));
    }
    assertEquals(1, books.all("checkout.session").size());
  }

  @Test
  void aSilentStripeIsUnavailableAndNothingMore() {
    stripe.fail(Fault.SILENCE, Fault.SILENCE);
    assertEquals(Problem.Kind.UNAVAILABLE, kindOf(() -> hasty.begin(order("ord_1", 600))));
    processor.begin(order("ord_1", 600));
    assertEquals(1, books.all("checkout.session").size());
  }

  @Test
  void aPassingErrorIsNotSeen() {
    stripe.fail(Fault.UNAVAILABLE);
    processor.begin(order("ord_1", 600));
    stripe.fail(Fault.IN_USE);
    processor.begin(order("ord_2", 600));
    assertEquals(2, books.all("checkout.session").size());
  }

  @Test
  void anErrorInTheMidstIsUnavailableUntilItsKeyIsForgotten() {
    stripe.fail(Fault.SERVER_ERROR);
    assertEquals(Problem.Kind.UNAVAILABLE, kindOf(() -> processor.begin(order("ord_1", 600))));
    assertEquals(Problem.Kind.UNAVAILABLE, kindOf(() -> processor.begin(order("ord_1", 600))));
    processor.begin(order("ord_2", 600));
    stripe.forgetKeys();
    processor.begin(order("ord_1", 600));
  }

  @Test
  void tooManyCallsAreUnavailable() {
    stripe.fail(Fault.RATE_LIMIT, Fault.RATE_LIMIT);
    assertEquals(Problem.Kind.UNAVAILABLE, kindOf(() -> processor.begin(order("ord_1", 600))));
  }

  @Test
  void nobodyThereIsUnavailable() throws Exception {
    URI base = stripe.base();
    stripe.close();
    assertEquals(
        Problem.Kind.UNAVAILABLE,
        kindOf(() -> processor(StripeDouble.KEY, base).begin(order("ord_1", 600))));
  }

  @Test
  void aWrongKeyIsTheOperatorsFaultAndIsNotTold() {
    Problem problem =
        assertThrows(
            Problem.class,
            () -> processor("sk_test_wrong", stripe.base()).begin(order("ord_1", 600)));
    assertEquals(Problem.Kind.UNAVAILABLE, problem.kind());
    assertFalse(problem.detail().contains("sk_test"));
  }

  @Test
  void saysWhatStripeDoesNotTake() {
    assertEquals(Problem.Kind.INVALID, kindOf(() -> processor.begin(order("ord_1", 1))));
    Problem dear = assertThrows(Problem.class, () -> processor.begin(order("ord_1", 100_000_000)));
    assertEquals(Problem.Kind.INVALID, dear.kind());
    assertTrue(dear.detail().contains("so large"), dear.detail());
    CheckoutRequest order = order("ord_1", 600);
    CheckoutRequest nobody =
        new CheckoutRequest(
            "ord_1", "A film", "nobody@local", "usd", 600, order.successUrl(), order.cancelUrl());
    assertEquals(Problem.Kind.INVALID, kindOf(() -> processor.begin(nobody)));
  }

  @Test
  void aCallThatIsOurMistakeIsNoProblemOfTheBuyer() {
    CheckoutRequest order = order("ord_1", 600);
    CheckoutRequest mistaken =
        new CheckoutRequest(
            "ord_1",
            "A film",
            "a@mail.example",
            "usd",
            600,
            URI.create("nowhere"),
            order.cancelUrl());
    IllegalStateException ours =
        assertThrows(IllegalStateException.class, () -> processor.begin(mistaken));
    assertTrue(ours.toString().contains("parameter_missing"), ours.toString());
  }

  @Test
  void refundsOnceHoweverOftenItIsAsked() {
    Checkout checkout = paid("ord_1");
    processor.refund(refund("ref_1", checkout, 200));
    processor.refund(refund("ref_1", checkout, 200));
    stripe.forgetKeys();
    processor.refund(refund("ref_1", checkout, 200));
    assertEquals(1, books.all("refund").size());
    processor.refund(refund("ref_2", checkout, 200));
    assertEquals(2, books.all("refund").size());
  }

  @Test
  void refundsNoMoreThanThereIs() {
    Checkout checkout = paid("ord_1");
    assertEquals(
        Problem.Kind.CONFLICT, kindOf(() -> processor.refund(refund("ref_1", checkout, 601))));
    processor.refund(refund("ref_2", checkout, 600));
    assertEquals(
        Problem.Kind.CONFLICT, kindOf(() -> processor.refund(refund("ref_3", checkout, 1))));
  }

  @Test
  void aRefundThatStripeRefusesForWhateverReasonIsNotAskedForAgain() {
    Checkout checkout = paid("ord_1");
    for (int status : new int[] {400, 402, 404}) {
      books.refuseRefunds(status, "insufficient_funds");
      Problem refused =
          assertThrows(Problem.class, () -> processor.refund(refund("ref_1", checkout, 600)));
      assertEquals(Problem.Kind.CONFLICT, refused.kind());
      assertTrue(refused.detail().contains("insufficient_funds"), refused.detail());
    }
  }

  @Test
  void aRefundWhoseAnswerWasLostIsMadeOnce() {
    Checkout checkout = paid("ord_1");
    RefundRequest request = refund("ref_1", checkout, 600);
    stripe.fail(Fault.UNAVAILABLE, Fault.LOST_ANSWER);
    for (int i = 0; i < 3; i++) {
      try {
        processor.refund(request);
      } catch (Problem again) {
        assertEquals(Problem.Kind.UNAVAILABLE, again.kind());
      }
    }
    assertEquals(1, books.all("refund").size());
  }
}
