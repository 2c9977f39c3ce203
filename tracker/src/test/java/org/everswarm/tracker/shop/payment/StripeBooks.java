package org.everswarm.tracker.shop.payment;

import com.stripe.net.Webhook;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.everswarm.tracker.shop.payment.StripeDouble.Answer;
import org.jspecify.annotations.Nullable;

/**
 * What happens at Stripe: buyers pay, banks dispute, and every change makes an event. Events wait
 * here until a test takes them, in whatever order and as often as it likes. Thread-safe.
 */
public final class StripeBooks {

  public static final String SECRET = "whsec_double";
  private static final Pattern ADDRESS = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");

  /** An event on its way, signed. */
  public record Signed(String body, String header) {

    public byte[] bytes() {
      return body.getBytes(StandardCharsets.UTF_8);
    }

    public Map<String, String> headers() {
      return Map.of("stripe-signature", header);
    }
  }

  private final InstantSource clock;
  private final Map<String, JsonObject> objects = new LinkedHashMap<>();
  private final List<JsonObject> events = new ArrayList<>();
  private int last;
  private @Nullable Answer refundRefusal;

  public StripeBooks(InstantSource clock) {
    this.clock = clock;
  }

  // What buyers, banks and Stripe's own desk do.

  /** The buyer pays by card. */
  public synchronized void pay(String session) {
    JsonObject paid = complete(session);
    charge(paid);
    paid.put("payment_status", "paid");
    event("checkout.session.completed", paid);
  }

  /** The buyer pays in a way that takes days. */
  public synchronized void promise(String session) {
    JsonObject promised = complete(session);
    event("checkout.session.completed", promised);
  }

  /** The money of a promise comes. */
  public synchronized void keepPromise(String session) {
    JsonObject paid = get(session);
    charge(paid);
    paid.put("payment_status", "paid");
    event("checkout.session.async_payment_succeeded", paid);
  }

  public synchronized void breakPromise(String session) {
    event("checkout.session.async_payment_failed", get(session));
  }

  public synchronized void expire(String session) {
    JsonObject expired = get(session);
    require(expired.getString("status").equals("open"));
    expired.put("status", "expired");
    event("checkout.session.expired", expired);
  }

  /** Somebody gives money back at Stripe's own desk. */
  public synchronized JsonObject refundAtDesk(String paymentIntent, long amount) {
    return refund(paymentIntent, amount, new JsonObject());
  }

  /** A refund that was made comes back from the buyer's bank. */
  public synchronized void failRefund(String refund) {
    event("refund.failed", get(refund).put("status", "failed"));
  }

  /** What Stripe says to all refunds from now on. */
  public synchronized void refuseRefunds(int status, String code) {
    refundRefusal = error(status, "invalid_request_error", code, "Not now, not ever");
  }

  public synchronized String dispute(String paymentIntent, long fee) {
    JsonObject charge = get(get(paymentIntent).getString("latest_charge"));
    long amount = charge.getLong("amount");
    JsonObject withdrawn =
        object("txn", "balance_transaction")
            .put("amount", -amount)
            .put("currency", charge.getString("currency"))
            .put("fee", fee);
    JsonObject dispute =
        object("dp", "dispute")
            .put("charge", charge.getString("id"))
            .put("payment_intent", paymentIntent)
            .put("amount", amount)
            .put("currency", charge.getString("currency"))
            .put("status", "needs_response")
            .put("balance_transactions", new JsonArray().add(withdrawn));
    event("charge.dispute.created", dispute);
    event("charge.dispute.funds_withdrawn", dispute);
    return dispute.getString("id");
  }

  /** A question of the buyer's bank, which is no dispute yet. */
  public synchronized String inquire(String paymentIntent) {
    JsonObject dispute =
        object("dp", "dispute")
            .put("payment_intent", paymentIntent)
            .put("amount", 600)
            .put("currency", "usd")
            .put("status", "warning_needs_response")
            .put("balance_transactions", new JsonArray());
    event("charge.dispute.created", dispute);
    event("charge.dispute.closed", dispute.put("status", "warning_closed"));
    return dispute.getString("id");
  }

  public synchronized void decide(String dispute, boolean won) {
    JsonObject closed = get(dispute).put("status", won ? "won" : "lost");
    if (won) {
      event("charge.dispute.funds_reinstated", closed);
    }
    event("charge.dispute.closed", closed);
  }

  /** Stripe settled the fee of a payment. */
  public synchronized void settle(String paymentIntent) {
    JsonObject charge = get(get(paymentIntent).getString("latest_charge"));
    long amount = charge.getLong("amount");
    settle(paymentIntent, charge.getString("currency"), amount, fee(amount));
  }

  /** As {@link #settle(String)}, changed into the account's currency. */
  public synchronized void settle(String paymentIntent, String currency, long amount, long fee) {
    JsonObject charge = get(get(paymentIntent).getString("latest_charge"));
    JsonObject settled =
        object("txn", "balance_transaction")
            .put("amount", amount)
            .put("currency", currency)
            .put("fee", fee);
    charge.put("balance_transaction", settled.getString("id"));
    event("charge.updated", charge);
  }

  /** As Stripe prices cards in most places, but a cent dearer than the shop estimates. */
  public static long fee(long amount) {
    return (amount * 29 + 500) / 1000 + 31;
  }

  public synchronized void event(String type, JsonObject object) {
    events.add(
        new JsonObject()
            .put("id", "evt_" + ++last)
            .put("object", "event")
            .put("api_version", "2014-10-07")
            .put("created", clock.millis() / 1000)
            .put("livemode", false)
            .put("type", type)
            .put("data", new JsonObject().put("object", object.copy())));
  }

  /** A session's payment. */
  public synchronized String paymentOf(String session) {
    return get(session).getString("payment_intent");
  }

  public synchronized JsonObject get(String id) {
    JsonObject object = objects.get(id);
    if (object == null) {
      throw new IllegalArgumentException(id);
    }
    return object;
  }

  public synchronized List<JsonObject> all(String kind) {
    return objects.values().stream()
        .filter(object -> object.getString("object").equals(kind))
        .toList();
  }

  // Webhooks.

  /** Takes the events that wait, signed now. */
  public synchronized List<Signed> take() {
    List<Signed> taken = events.stream().map(event -> sign(event.encode())).toList();
    events.clear();
    return taken;
  }

  public Signed sign(String body) {
    return sign(body, SECRET, clock.millis() / 1000);
  }

  public static Signed sign(String body, String secret, long epochSecond) {
    try {
      return new Signed(body, Webhook.Signature.generateSignatureHeader(body, secret, epochSecond));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Sends an event as Stripe does; returns the HTTP status. */
  public static int post(URI endpoint, Signed event) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("Stripe-Signature", event.header)
            .POST(BodyPublishers.ofString(event.body))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  // Calls.

  synchronized Answer call(
      String method, String path, Map<String, String> query, Map<String, String> form) {
    String[] parts = path.split("/", -1);
    if (path.equals("/v1/checkout/sessions")) {
      return createSession(form);
    }
    if (path.startsWith("/v1/checkout/sessions/")) {
      if (path.endsWith("/expire")) {
        expire(parts[4]);
      }
      return found(parts[4]);
    }
    if (path.startsWith("/v1/payment_intents/")) {
      return query.getOrDefault("expand[0]", "").equals("latest_charge.balance_transaction")
          ? new Answer(200, expanded(get(parts[3])))
          : found(parts[3]);
    }
    if (path.equals("/v1/refunds")) {
      return method.equals("GET") ? listRefunds(query) : createRefund(form);
    }
    return error(404, "invalid_request_error", null, "Unrecognized request URL");
  }

  private Answer found(String id) {
    return objects.containsKey(id)
        ? new Answer(200, get(id))
        : error(404, "invalid_request_error", "resource_missing", "No such object");
  }

  private JsonObject expanded(JsonObject intent) {
    JsonObject copy = intent.copy();
    JsonObject charge = get(intent.getString("latest_charge")).copy();
    String settled = charge.getString("balance_transaction");
    if (settled != null) {
      charge.put("balance_transaction", get(settled));
    }
    return copy.put("latest_charge", charge);
  }

  private Answer createSession(Map<String, String> form) {
    String price = "line_items[0][price_data]";
    long amount = Long.parseLong(form.getOrDefault(price + "[unit_amount]", "0"));
    if (amount < 50) {
      return error(400, "invalid_request_error", "amount_too_small", "Must be at least 50 cents");
    }
    if (amount > 99_999_999) {
      return error(400, "invalid_request_error", "amount_too_large", "No more than 999,999.99");
    }
    if (!ADDRESS.matcher(form.getOrDefault("customer_email", "")).matches()) {
      return error(400, "invalid_request_error", "email_invalid", "Invalid email address");
    }
    if (!form.getOrDefault("mode", "").equals("payment")
        || form.getOrDefault(price + "[product_data][name]", "").isEmpty()
        || !form.getOrDefault("line_items[0][quantity]", "").equals("1")
        || !form.getOrDefault("success_url", "").startsWith("http")) {
      return error(400, "invalid_request_error", "parameter_missing", "Missing required param");
    }
    JsonObject session = object("cs_test", "checkout.session");
    session
        .put("client_reference_id", form.get("client_reference_id"))
        .put("mode", "payment")
        .put("status", "open")
        .put("payment_status", "unpaid")
        .put("amount_total", amount)
        .put("currency", form.get(price + "[currency]"))
        .put("metadata", metadata(form, "metadata"))
        .put("intent_metadata", metadata(form, "payment_intent_data[metadata]"))
        .put("name", form.get(price + "[product_data][name]"))
        .putNull("payment_intent")
        .put("url", "https://checkout.stripe.example/c/pay/" + session.getString("id"));
    return new Answer(200, session);
  }

  private static JsonObject metadata(Map<String, String> form, String name) {
    JsonObject metadata = new JsonObject();
    form.forEach(
        (field, value) -> {
          if (field.startsWith(name + "[")) {
            metadata.put(field.substring(name.length() + 1, field.length() - 1), value);
          }
        });
    return metadata;
  }

  private JsonObject complete(String id) {
    JsonObject session = get(id);
    require(session.getString("status").equals("open"));
    JsonObject intent =
        object("pi", "payment_intent").put("metadata", session.getJsonObject("intent_metadata"));
    return session.put("status", "complete").put("payment_intent", intent.getString("id"));
  }

  private void charge(JsonObject session) {
    JsonObject charge =
        object("ch", "charge")
            .put("payment_intent", session.getString("payment_intent"))
            .put("amount", session.getLong("amount_total"))
            .put("amount_refunded", 0)
            .put("currency", session.getString("currency"))
            .putNull("balance_transaction");
    get(session.getString("payment_intent")).put("latest_charge", charge.getString("id"));
  }

  private Answer createRefund(Map<String, String> form) {
    JsonObject intent = get(form.getOrDefault("payment_intent", ""));
    JsonObject charge = get(intent.getString("latest_charge"));
    long left = charge.getLong("amount") - charge.getLong("amount_refunded");
    long amount = Long.parseLong(form.getOrDefault("amount", Long.toString(left)));
    if (refundRefusal != null) {
      return refundRefusal;
    }
    if (left == 0) {
      return error(400, "invalid_request_error", "charge_already_refunded", "Already refunded");
    }
    if (amount > left) {
      return error(400, "invalid_request_error", "amount_too_large", "Greater than unrefunded");
    }
    return new Answer(200, refund(intent.getString("id"), amount, metadata(form, "metadata")));
  }

  private JsonObject refund(String paymentIntent, long amount, JsonObject metadata) {
    JsonObject charge = get(get(paymentIntent).getString("latest_charge"));
    charge.put("amount_refunded", charge.getLong("amount_refunded") + amount);
    JsonObject refund =
        object("re", "refund")
            .put("amount", amount)
            .put("currency", charge.getString("currency"))
            .put("charge", charge.getString("id"))
            .put("payment_intent", paymentIntent)
            .put("metadata", metadata)
            .put("status", "succeeded");
    event("charge.refunded", charge);
    event("refund.created", refund);
    event("refund.updated", refund);
    return refund;
  }

  private Answer listRefunds(Map<String, String> query) {
    JsonArray data = new JsonArray();
    for (JsonObject refund : all("refund")) {
      if (refund.getString("payment_intent").equals(query.get("payment_intent"))
          || refund.getString("charge").equals(query.get("charge"))) {
        data.add(refund);
      }
    }
    return new Answer(
        200, new JsonObject().put("object", "list").put("data", data).put("has_more", false));
  }

  private JsonObject object(String prefix, String kind) {
    String id = prefix + "_" + ++last;
    JsonObject object =
        new JsonObject()
            .put("id", id)
            .put("object", kind)
            .put("created", clock.millis() / 1000)
            .put("metadata", new JsonObject());
    objects.put(id, object);
    return object;
  }

  static Answer error(int status, String type, @Nullable String code, String message) {
    JsonObject error = new JsonObject().put("type", type).put("message", message);
    if (code != null) {
      error.put("code", code);
    }
    return new Answer(status, new JsonObject().put("error", error));
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("not in this state");
    }
  }
}
