package org.everswarm.tracker.shop.payment;

/** Who wants to know what processors say. */
public interface PaymentEvents {

  /**
   * Takes a genuine event. When it returns, the event is on the disk; when it throws, the event
   * comes again later. Events may come more than once, late and in any order, several at once.
   *
   * @param processor {@link PaymentProcessor#name()}; with the event's id it names an event
   * @param raw the event as it came
   */
  void received(String processor, PaymentEvent event, byte[] raw);
}
