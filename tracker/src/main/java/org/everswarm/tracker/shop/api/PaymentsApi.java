package org.everswarm.tracker.shop.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.everswarm.tracker.shop.payment.PaymentCounters;
import org.everswarm.tracker.shop.payment.PaymentEvent;
import org.everswarm.tracker.shop.payment.PaymentEvents;
import org.everswarm.tracker.shop.payment.PaymentProcessor;
import org.everswarm.tracker.shop.payment.SandboxPayment;
import org.everswarm.tracker.shop.payment.SandboxPayment.Action;
import org.everswarm.tracker.shop.payment.SandboxPayment.State;
import org.everswarm.tracker.shop.payment.SandboxProcessor;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;

/** What a payment processor calls, and the page of the one that needs no network. */
public final class PaymentsApi {

  private static final int SEE_OTHER = 303;

  private final PaymentProcessor processor;
  private final PaymentEvents events;
  private final PaymentCounters counters;

  public PaymentsApi(PaymentProcessor processor, PaymentEvents events, PaymentCounters counters) {
    this.processor = processor;
    this.events = events;
    this.counters = counters;
  }

  /** By operationId. Those of the processor that is not in use find nothing. */
  public Map<String, Operation> operations() {
    return Map.of(
        "receiveStripeEvent", this::receive,
        "getSandboxPayment", this::show,
        "actOnSandboxPayment", this::act);
  }

  /** Anything but a 2xx makes the processor say it again, for days. */
  private Reply receive(Call call) {
    if (!processor.name().equals("stripe")) {
      throw new Problem(Kind.NOT_FOUND, "This shop's payments do not go through Stripe.");
    }
    byte[] body = call.body().getBytes();
    PaymentEvent event;
    try {
      event = processor.read(body, call.headers());
    } catch (Problem refused) {
      if (refused.kind() == Kind.UNAVAILABLE) {
        counters.countFailed();
      } else {
        counters.countRefused();
      }
      throw refused;
    } catch (RuntimeException broken) {
      counters.countFailed();
      throw broken;
    }
    return take(event, body);
  }

  private Reply take(PaymentEvent event, byte[] body) {
    try {
      events.received(processor.name(), event, body);
    } catch (RuntimeException broken) {
      counters.countFailed();
      throw broken;
    }
    counters.countTaken();
    return Reply.empty();
  }

  private Reply show(Call call) {
    SandboxPayment payment = sandbox().payment(call.path("paymentId"));
    return isPage(call) ? page(payment) : Reply.ok(json(payment));
  }

  private Reply act(Call call) {
    Action action = Action.valueOf(call.query("action").orElseThrow().toUpperCase(Locale.ROOT));
    Optional<String> amount = call.query("amountMinor");
    SandboxPayment payment =
        sandbox()
            .act(
                call.path("paymentId"),
                action,
                amount.isPresent()
                    ? OptionalLong.of(Long.parseLong(amount.get()))
                    : OptionalLong.empty());
    return isPage(call) ? away(payment) : Reply.ok(json(payment));
  }

  private SandboxProcessor sandbox() {
    if (processor instanceof SandboxProcessor sandbox) {
      return sandbox;
    }
    throw new Problem(Kind.NOT_FOUND, "This shop takes no play money.");
  }

  private static boolean isPage(Call call) {
    return call.query("format").filter("html"::equals).isPresent();
  }

  private static Reply page(SandboxPayment payment) {
    Map<String, String> headers =
        Map.of(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
            "Cache-Control",
            "no-store");
    String html = SandboxPage.of(payment);
    return new Reply(200, "text/html; charset=utf-8", headers, Buffer.buffer(html));
  }

  /** Where a real processor would send the buyer. */
  private static Reply away(SandboxPayment payment) {
    boolean done = payment.state() == State.PAID || payment.state() == State.DELAYED;
    String to = (done ? payment.successUrl() : payment.cancelUrl()).toString();
    return new Reply(SEE_OTHER, "", Map.of("Location", to), Buffer.buffer());
  }

  private static JsonObject json(SandboxPayment payment) {
    return new JsonObject()
        .put("id", payment.id())
        .put("orderId", payment.orderId())
        .put("title", payment.title())
        .put("currency", payment.currency())
        .put("amountMinor", payment.amountMinor())
        .put("refundedMinor", payment.refundedMinor())
        .put("state", payment.state().name())
        .put("dispute", payment.dispute().name());
  }
}
