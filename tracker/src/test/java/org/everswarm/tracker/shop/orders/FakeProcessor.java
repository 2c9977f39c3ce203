package org.everswarm.tracker.shop.orders;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.everswarm.tracker.shop.payment.Checkout;
import org.everswarm.tracker.shop.payment.CheckoutRequest;
import org.everswarm.tracker.shop.payment.PaymentEvent;
import org.everswarm.tracker.shop.payment.PaymentProcessor;
import org.everswarm.tracker.shop.payment.RefundRequest;
import org.everswarm.tracker.shop.problem.Problem;

/** A processor that remembers what it was asked for and says nothing of its own accord. */
final class FakeProcessor implements PaymentProcessor {

  static final String NAME = "fake";

  final List<CheckoutRequest> begun = new CopyOnWriteArrayList<>();
  final List<RefundRequest> refunds = new CopyOnWriteArrayList<>();

  /** How often it was asked to give money back, whatever it said. */
  final AtomicInteger refundsAsked = new AtomicInteger();

  /** What the next calls are answered with. */
  volatile Optional<Problem> refusal = Optional.empty();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Checkout begin(CheckoutRequest request) {
    refuse();
    begun.add(request);
    return new Checkout("cs_" + request.orderId(), URI.create("https://pay.example/page"));
  }

  @Override
  public PaymentEvent read(byte[] body, Map<String, String> headers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void refund(RefundRequest request) {
    refundsAsked.incrementAndGet();
    refuse();
    refunds.add(request);
  }

  @Override
  public long estimatedFeeMinor(String currency, long amountMinor) {
    return amountMinor * 29 / 1000 + 30;
  }

  private void refuse() {
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }
}
