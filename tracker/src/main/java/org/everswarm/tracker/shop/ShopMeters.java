package org.everswarm.tracker.shop;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.everswarm.tracker.shop.api.ApiCounters;
import org.everswarm.tracker.shop.mail.MailCounters;
import org.everswarm.tracker.shop.money.Currency;
import org.everswarm.tracker.shop.payment.PaymentCounters;

/** Names what a shop counts; every combination of labels exists from the start. */
final class ShopMeters {

  private static final int REFUSED = 400;
  private static final int FAILED = 500;

  private final MeterRegistry registry;

  ShopMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Requests by operation and what became of them, and by status. */
  void requests(ApiCounters counters) {
    Map<Tags, List<LongAdder>> byOperation = new HashMap<>();
    Map<Tags, List<LongAdder>> byStatus = new HashMap<>();
    counters.forEach(
        (operation, status, count) -> {
          Tags result = Tags.of("operation", operation, "result", result(status));
          byOperation.computeIfAbsent(result, tags -> new ArrayList<>()).add(count);
          Tags code = Tags.of("status", status == 0 ? "other" : Integer.toString(status));
          byStatus.computeIfAbsent(code, tags -> new ArrayList<>()).add(count);
        });
    byOperation.forEach((tags, counts) -> counter("everswarm.shop.requests", tags, sum(counts)));
    byStatus.forEach((tags, counts) -> counter("everswarm.shop.responses", tags, sum(counts)));
  }

  private static String result(int status) {
    if (status == 0 || status >= FAILED) {
      return "failed";
    }
    return status >= REFUSED ? "refused" : "ok";
  }

  private static LongSupplier sum(List<LongAdder> counts) {
    return () -> counts.stream().mapToLong(LongAdder::sum).sum();
  }

  void letters(MailCounters letters) {
    letters
        .byLabel()
        .forEach((result, n) -> counter("everswarm.shop.letters", Tags.of("result", result), n));
    gauge("everswarm.shop.letters.queued", Tags.empty(), letters::queued);
  }

  void payments(PaymentCounters payments) {
    String name = "everswarm.shop.payment.events";
    payments.byLabel().forEach((result, n) -> counter(name, Tags.of("result", result), n));
  }

  void figures(Figures figures) {
    for (String state : Figures.orderStates()) {
      gauge("everswarm.shop.orders", Tags.of("state", state), () -> figures.orders(state));
    }
    for (String state : Figures.receiptStates()) {
      gauge("everswarm.shop.receipts", Tags.of("state", state), () -> figures.receipts(state));
    }
    gauge("everswarm.shop.payment.events.waiting", Tags.empty(), figures::waitingEvents);
    gauge("everswarm.shop.fees.estimated", Tags.empty(), figures::estimatedFees);
    gauge("everswarm.shop.effects.pending", Tags.empty(), figures::pendingEffects);
    gauge("everswarm.shop.takedowns", Tags.empty(), figures::takedowns);
    gauge("everswarm.shop.publishers.debts", Tags.empty(), figures::debts);
    Currency.all().forEach(currency -> money(figures, currency));
  }

  private void money(Figures figures, Currency currency) {
    money(currency, "sold", () -> figures.money(currency).soldMinor());
    money(currency, "platform", () -> figures.money(currency).platformMinor());
    money(currency, "owed", () -> figures.money(currency).owedMinor());
  }

  private void money(Currency currency, String sum, DoubleSupplier minor) {
    Tags tags = Tags.of("currency", currency.code(), "sum", sum);
    gauge("everswarm.shop.money.minor", tags, minor);
  }

  void signingKey(DoubleSupplier ageSeconds) {
    gauge("everswarm.shop.signing.key.age.seconds", Tags.empty(), ageSeconds);
  }

  private void counter(String name, Tags tags, LongSupplier value) {
    // The registry holds what it counts from weakly, but itself it does hold.
    FunctionCounter.builder(name, registry, held -> value.getAsLong())
        .tags(tags)
        .register(registry);
  }

  private void gauge(String name, Tags tags, DoubleSupplier value) {
    Gauge.builder(name, value::getAsDouble).tags(tags).strongReference(true).register(registry);
  }
}
