package org.everswarm.node.control;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

/**
 * Which tracker confirmed a registration in the last five minutes: it may have died before it told
 * the others, so the next one is asked again. At most {@link #MAX}, the newest. Not thread-safe.
 */
final class FreshRegistrations {

  static final int MAX = 10_000;

  private static final long FRESH_NANOS = TimeUnit.MINUTES.toNanos(5);

  private record Confirmed(@Nullable TrackerTarget by, long nanos) {}

  private final LongSupplier nanoClock;
  private final Map<InfoHash, Confirmed> confirmed = new LinkedHashMap<>();

  FreshRegistrations(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  void add(InfoHash hash, @Nullable TrackerTarget by) {
    confirmed.remove(hash);
    confirmed.put(hash, new Confirmed(by, nanoClock.getAsLong()));
    if (confirmed.size() > MAX) {
      Iterator<InfoHash> eldest = confirmed.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
  }

  /** Whether a registration was confirmed lately, by another tracker than this one. */
  boolean elsewhere(InfoHash hash, @Nullable TrackerTarget here) {
    Confirmed last = confirmed.get(hash);
    if (last != null && nanoClock.getAsLong() - last.nanos() > FRESH_NANOS) {
      confirmed.remove(hash);
      return false;
    }
    return last != null && last.by() != null && !last.by().equals(here);
  }
}
