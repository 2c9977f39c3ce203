package org.everswarm.tracker.coordinator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Counts whom the door turned away. Thread-safe. Counted and not logged: anyone may knock as often
 * as they like.
 */
final class Refusals {

  /** Why. */
  enum Reason {
    /** It asks for no WebSocket. */
    NOT_WEBSOCKET,
    /** There are enough swarm-nodes. */
    FULL,
    /** It has no swarm-node's token that is in force. */
    TOKEN,
    /** There is no room to check its token's signature. */
    BUSY;

    private final String label = name().toLowerCase(Locale.ROOT);
  }

  private final Map<Reason, LongAdder> counts =
      Arrays.stream(Reason.values())
          .collect(Collectors.toUnmodifiableMap(reason -> reason, reason -> new LongAdder()));

  void count(Reason reason) {
    adder(reason).increment();
  }

  /** Each reason's label and how often it was. */
  Map<String, LongSupplier> byLabel() {
    return Arrays.stream(Reason.values())
        .collect(
            Collectors.toUnmodifiableMap(reason -> reason.label, reason -> adder(reason)::sum));
  }

  private LongAdder adder(Reason reason) {
    return Objects.requireNonNull(counts.get(reason));
  }
}
