package org.everswarm.tracker.udp;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.everswarm.tracker.announce.DropReason;
import org.everswarm.tracker.announce.LoopCounters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packets that we failed at: all are counted; they are logged, but not as often as packets may
 * come. Confined to one event loop.
 */
final class UdpFaults {

  private static final Logger log = LoggerFactory.getLogger(UdpFaults.class);
  private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LoopCounters counters;
  private final LongSupplier nanoClock;
  private boolean logged;
  private long loggedNanos;

  UdpFaults(LoopCounters counters, LongSupplier nanoClock) {
    this.counters = counters;
    this.nanoClock = nanoClock;
  }

  void failed(Throwable cause) {
    counters.dropped(DropReason.FAILED);
    long now = nanoClock.getAsLong();
    if (!logged || now - loggedNanos >= LOG_NANOS) {
      logged = true;
      loggedNanos = now;
      log.error("a UDP packet could not be answered", cause);
    }
  }
}
