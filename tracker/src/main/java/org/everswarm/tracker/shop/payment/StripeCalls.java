package org.everswarm.tracker.shop.payment;

import com.stripe.Stripe;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.StripeObjectInterface;
import com.stripe.net.RequestOptions;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import com.stripe.param.checkout.SessionCreateParams;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import java.util.OptionalLong;

/** The calls to Stripe's API that the shop makes. Thread-safe; every one blocks. */
final class StripeCalls {

  private static final long REFUNDS_OF_A_PAYMENT_MAX = 100;

  private final StripeClient client;
  private final StripeTimeouts timeouts;

  StripeCalls(String apiKey, URI apiBase, StripeTimeouts timeouts) {
    this.timeouts = timeouts;
    client = client(apiKey, apiBase, timeouts);
  }

  private static StripeClient client(String apiKey, URI apiBase, StripeTimeouts timeouts) {
    // The library knows no such setting of one client.
    Stripe.enableTelemetry = false;
    return StripeClient.builder()
        .setApiKey(apiKey)
        .setApiBase(apiBase.toString())
        .setConnectTimeout((int) timeouts.connect().toMillis())
        .setReadTimeout((int) timeouts.read().toMillis())
        .setMaxNetworkRetries(timeouts.retries())
        .build();
  }

  Checkout createSession(SessionCreateParams params, String key) throws StripeException {
    StripeJson session = answer(client.v1().checkout().sessions().create(params, idempotent(key)));
    return new Checkout(session.text("id"), URI.create(session.text("url")));
  }

  void createRefund(RefundCreateParams params, String key) throws StripeException {
    client.v1().refunds().create(params, idempotent(key));
  }

  List<StripeJson> refundsOfPayment(String paymentIntent) throws StripeException {
    RefundListParams.Builder of = RefundListParams.builder().setPaymentIntent(paymentIntent);
    return refunds(of, RequestOptions.getDefault());
  }

  /**
   * What was given back of a charge.
   *
   * @throws org.everswarm.tracker.shop.problem.Problem UNAVAILABLE if Stripe does not answer soon
   */
  List<StripeJson> refundsOfCharge(String charge) {
    try {
      return refunds(RefundListParams.builder().setCharge(charge), soon());
    } catch (StripeException failed) {
      throw StripeFailures.of(failed);
    }
  }

  private List<StripeJson> refunds(RefundListParams.Builder of, RequestOptions options)
      throws StripeException {
    RefundListParams params = of.setLimit(REFUNDS_OF_A_PAYMENT_MAX).build();
    return answer(client.v1().refunds().list(params, options))
        .array("data")
        .orElseGet(JsonArray::new)
        .stream()
        .map(refund -> new StripeJson(StripeJson.objectOf(refund)))
        .toList();
  }

  /**
   * What Stripe kept of a payment, in the payment's currency; empty if that is not settled yet.
   *
   * @throws StripeException if Stripe does not answer soon, or refuses
   */
  OptionalLong fee(String paymentIntent, String currency) throws StripeException {
    PaymentIntentRetrieveParams params =
        PaymentIntentRetrieveParams.builder()
            .addExpand("latest_charge.balance_transaction")
            .build();
    StripeJson payment =
        answer(client.v1().paymentIntents().retrieve(paymentIntent, params, soon()));
    return payment.json().getValue("latest_charge") instanceof JsonObject charge
            && charge.getValue("balance_transaction") instanceof JsonObject settled
        ? fee(new StripeJson(charge), new StripeJson(settled), currency)
        : OptionalLong.empty();
  }

  /**
   * An account may be paid out in another currency than its buyers pay in: then the fee is, too,
   * and is counted back at the rate at which this payment was changed, half up.
   */
  private static OptionalLong fee(StripeJson charge, StripeJson settled, String currency) {
    long fee = settled.number("fee");
    if (currency.equals(settled.text("currency"))) {
      return OptionalLong.of(fee);
    }
    BigInteger paid = BigInteger.valueOf(charge.number("amount"));
    BigInteger got = BigInteger.valueOf(settled.number("amount"));
    if (got.signum() <= 0 || !currency.equals(charge.text("currency"))) {
      return OptionalLong.empty();
    }
    BigInteger doubled = BigInteger.valueOf(fee).multiply(paid).shiftLeft(1);
    return OptionalLong.of(doubled.add(got).divide(got.shiftLeft(1)).longValueExact());
  }

  /** The answer as it came: the library keeps only the fields that it knows. */
  private static StripeJson answer(StripeObjectInterface object) {
    return new StripeJson(new JsonObject(object.getLastResponse().body()));
  }

  private static RequestOptions idempotent(String key) {
    return RequestOptions.builder().setIdempotencyKey(key).build();
  }

  /** Stripe waits for the answer to its webhook meanwhile. */
  private RequestOptions soon() {
    return RequestOptions.builder()
        .setReadTimeout((int) timeouts.lookup().toMillis())
        .setMaxNetworkRetries(0)
        .build();
  }
}
