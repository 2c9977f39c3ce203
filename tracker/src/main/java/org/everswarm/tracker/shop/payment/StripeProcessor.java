package org.everswarm.tracker.shop.payment;

import com.stripe.exception.StripeException;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.param.checkout.SessionCreateParams.LineItem;
import com.stripe.param.checkout.SessionCreateParams.LineItem.PriceData;
import com.stripe.param.checkout.SessionCreateParams.LineItem.PriceData.ProductData;
import com.stripe.param.checkout.SessionCreateParams.PaymentIntentData;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.everswarm.tracker.shop.accounts.Secrets;
import org.everswarm.tracker.shop.problem.Problem;

/**
 * Stripe Checkout. Calls carry our ids as idempotency keys and as metadata, so that a call may be
 * repeated and every object found again at Stripe.
 *
 * @see <a href="https://docs.stripe.com/checkout/fulfillment">Fulfil orders</a>
 */
public final class StripeProcessor implements PaymentProcessor {

  private static final int TITLE_MAX = 250;
  private static final Set<String> NOT_GIVEN_BACK = Set.of("failed", "canceled");

  private final StripeSignature signature;
  private final StripeCalls calls;
  private final StripeEvents events;
  private final ProcessorFees fees;

  public StripeProcessor(PaymentSettings.Stripe settings, InstantSource clock) {
    this(settings, clock, StripeTimeouts.usual());
  }

  StripeProcessor(PaymentSettings.Stripe settings, InstantSource clock, StripeTimeouts timeouts) {
    signature = new StripeSignature(settings.webhookSecrets(), clock);
    calls = new StripeCalls(settings.apiKey(), settings.apiBase(), timeouts);
    fees = settings.fees();
    events = new StripeEvents(calls, fees);
  }

  @Override
  public String name() {
    return "stripe";
  }

  @Override
  public long estimatedFeeMinor(String currency, long amountMinor) {
    return fees.ofPayment(currency, amountMinor);
  }

  @Override
  public Checkout begin(CheckoutRequest request) {
    SessionCreateParams params =
        SessionCreateParams.builder()
            .setMode(SessionCreateParams.Mode.PAYMENT)
            .addLineItem(item(request))
            .setClientReferenceId(request.orderId())
            .putMetadata(StripeEvents.ORDER_ID, request.orderId())
            .setPaymentIntentData(
                PaymentIntentData.builder()
                    .putMetadata(StripeEvents.ORDER_ID, request.orderId())
                    .build())
            .setCustomerEmail(request.buyerEmail())
            .setSuccessUrl(request.successUrl().toString())
            .setCancelUrl(request.cancelUrl().toString())
            .build();
    try {
      return calls.createSession(params, request.orderId());
    } catch (StripeException failed) {
      throw StripeFailures.ofPayment(failed);
    }
  }

  private static LineItem item(CheckoutRequest request) {
    return LineItem.builder()
        .setQuantity(1L)
        .setPriceData(
            PriceData.builder()
                .setCurrency(request.currency())
                .setUnitAmount(request.amountMinor())
                .setProductData(ProductData.builder().setName(shortened(request.title())).build())
                .build())
        .build();
  }

  private static String shortened(String title) {
    int characters = title.codePointCount(0, title.length());
    return characters <= TITLE_MAX
        ? title
        : title.substring(0, title.offsetByCodePoints(0, TITLE_MAX));
  }

  @Override
  public PaymentEvent read(byte[] body, Map<String, String> headers) {
    String text = signature.checked(body, headers);
    JsonObject event;
    try {
      event = new JsonObject(text);
    } catch (DecodeException notJson) {
      throw new Problem(Problem.Kind.INVALID, "The body must be a JSON object.");
    }
    return events.of(event, "sha256_" + Secrets.hash(text));
  }

  @Override
  public void refund(RefundRequest request) {
    try {
      if (!isRefunded(request)) {
        calls.createRefund(params(request), request.refundId());
      }
    } catch (StripeException failed) {
      throw StripeFailures.ofRefund(failed);
    }
  }

  /** Stripe forgets idempotency keys after a day, and a refund may be asked for again later. */
  private boolean isRefunded(RefundRequest request) throws StripeException {
    return calls.refundsOfPayment(request.paymentRef()).stream()
        .filter(refund -> !NOT_GIVEN_BACK.contains(refund.optionalText("status").orElse("")))
        .anyMatch(
            refund ->
                refund
                    .metadata(StripeEvents.REFUND_ID)
                    .filter(request.refundId()::equals)
                    .isPresent());
  }

  private static RefundCreateParams params(RefundRequest request) {
    return RefundCreateParams.builder()
        .setPaymentIntent(request.paymentRef())
        .setAmount(request.amountMinor())
        .setReason(RefundCreateParams.Reason.REQUESTED_BY_CUSTOMER)
        .putMetadata(StripeEvents.REFUND_ID, request.refundId())
        .putMetadata(StripeEvents.ORDER_ID, request.orderId())
        .build();
  }
}
