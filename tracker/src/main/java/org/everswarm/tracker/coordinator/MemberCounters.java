package org.everswarm.tracker.coordinator;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What happens between the coordinators of a cluster. Any thread. */
public final class MemberCounters {

  final LongAdder sent = new LongAdder();
  final LongAdder received = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder malformed = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder replayed = new LongAdder();

  MemberCounters() {}

  /** All of them, by what happened. */
  public Map<String, LongSupplier> byLabel() {
    return Map.of(
        "sent", this::sent,
        "received", this::received,
        "dropped", this::dropped,
        "replayed", this::replayed,
        "malformed", this::malformed,
        "refused", this::refused);
  }

  /** Admissions handed to the event bus, once for each other tracker node. */
  public long sent() {
    return sent.sum();
  }

  /** Admissions that came from other tracker nodes. */
  public long received() {
    return received.sum();
  }

  /** Admissions that were not sent, once for each tracker node that did not keep up. */
  public long dropped() {
    return dropped.sum();
  }

  /** Messages that were none. */
  public long malformed() {
    return malformed.sum();
  }

  /** Members, torrents or endpoints of others that there was no room for. */
  public long refused() {
    return refused.sum();
  }

  /** Admissions of the last minutes told to a swarm-node that came. */
  public long replayed() {
    return replayed.sum();
  }
}
