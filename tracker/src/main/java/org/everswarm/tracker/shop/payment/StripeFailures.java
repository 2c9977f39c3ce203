package org.everswarm.tracker.shop.payment;

import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.PermissionException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import java.util.Set;
import org.everswarm.tracker.shop.problem.Problem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a failed call to Stripe means to who asked for it. */
final class StripeFailures {

  private static final Logger LOG = LoggerFactory.getLogger(StripeFailures.class);
  private static final int CONFLICT = 409;
  private static final int SERVER_ERROR = 500;
  private static final String TOO_LARGE = "amount_too_large";
  private static final Set<String> NOTHING_LEFT =
      Set.of("charge_already_refunded", "charge_disputed", TOO_LARGE);

  private StripeFailures() {}

  /** The exception to throw: a problem, or ours if the shop asked for nonsense. */
  static RuntimeException of(StripeException failed) {
    int status = failed.getStatusCode() == null ? 0 : failed.getStatusCode();
    if (failed instanceof AuthenticationException || failed instanceof PermissionException) {
      // Its message holds a part of the key.
      LOG.error("Stripe refuses the key of --stripe-key-file (HTTP {})", status);
      return unavailable("Payments are not set up right; the operator must check the Stripe key.");
    }
    if (failed instanceof ApiConnectionException
        || failed instanceof RateLimitException
        || status >= SERVER_ERROR) {
      LOG.warn("Stripe does not answer: {}, HTTP {}", failed.getClass().getSimpleName(), status);
      return unavailable("The payment processor does not answer; try again in a minute.");
    }
    if (status == CONFLICT) {
      return unavailable("The payment processor is still at it; try again in a minute.");
    }
    if (failed instanceof IdempotencyException || isOtherRequest(failed)) {
      return new Problem(
          Problem.Kind.CONFLICT, "This was begun before with another amount or title.");
    }
    return refused(failed, failed.getCode());
  }

  /** As {@link #of}, when a buyer was to pay. */
  static RuntimeException ofPayment(StripeException failed) {
    return TOO_LARGE.equals(failed.getCode())
        ? new Problem(
            Problem.Kind.INVALID, "The payment processor does not take so large an amount.")
        : of(failed);
  }

  /** As {@link #of}, when money was to go back: what Stripe refuses once it refuses for ever. */
  static RuntimeException ofRefund(StripeException failed) {
    RuntimeException meaning = of(failed);
    if (!(meaning instanceof IllegalStateException)) {
      return meaning;
    }
    LOG.error("{}; the refund is not made", meaning.getMessage());
    return new Problem(
        Problem.Kind.CONFLICT,
        "The payment processor refuses this refund (%s); the operator can see why there."
            .formatted(failed.getCode()));
  }

  private static boolean isOtherRequest(StripeException failed) {
    return failed.getStripeError() != null
        && "idempotency_error".equals(failed.getStripeError().getType());
  }

  private static RuntimeException refused(StripeException failed, @Nullable String code) {
    if ("email_invalid".equals(code)) {
      return new Problem(
          Problem.Kind.INVALID, "The payment processor does not accept this e-mail address.");
    }
    if ("amount_too_small".equals(code)) {
      return new Problem(
          Problem.Kind.INVALID, "The payment processor does not take so small an amount.");
    }
    if (code != null && NOTHING_LEFT.contains(code)) {
      return new Problem(
          Problem.Kind.CONFLICT, "There is not so much left of the payment to give back.");
    }
    String parameter = failed instanceof InvalidRequestException invalid ? invalid.getParam() : "";
    return new IllegalStateException(
        "Stripe refused a call: HTTP %s, code %s, parameter %s, request %s"
            .formatted(failed.getStatusCode(), code, parameter, failed.getRequestId()));
  }

  private static Problem unavailable(String sentence) {
    return new Problem(Problem.Kind.UNAVAILABLE, sentence);
  }
}
