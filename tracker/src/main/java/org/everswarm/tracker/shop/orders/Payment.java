package org.everswarm.tracker.shop.orders;

/**
 * Money that arrived, by a processor's word.
 *
 * @param ref the processor's name of it
 */
record Payment(
    String processor,
    String ref,
    String orderId,
    String currency,
    long amountMinor,
    Standing standing) {

  /** What it is to its order. */
  enum Standing {
    /** It pays the order. */
    SETTLES,
    /** The order was paid already: it goes back, and no book but this knows it. */
    SECOND,
    /** Not what the order asks for: nothing follows but what the operator decides. */
    MISMATCHED
  }
}
