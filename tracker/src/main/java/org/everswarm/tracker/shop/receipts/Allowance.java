package org.everswarm.tracker.shop.receipts;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often something may be done for a key: some at once, then one at a time. Thread-safe. Not the
 * gate's {@link org.everswarm.tracker.gate.SourceLimiter}, which knows addresses alone and not for
 * how long to wait.
 *
 * <p>Remembers a limited number of keys; the one that was not used for longest is forgotten and has
 * its full allowance again.
 */
public final class Allowance {

  private final int burst;
  private final long refillMillis;
  private final InstantSource clock;
  private final Map<String, Long> emptyAt;

  /**
   * @param burst how often at once
   * @param refill after which there is one more
   * @param keys how many are remembered
   */
  public Allowance(int burst, Duration refill, int keys, InstantSource clock) {
    this.burst = burst;
    this.refillMillis = refill.toMillis();
    this.clock = clock;
    this.emptyAt = new Bounded(keys);
  }

  /** Takes one. Zero when it may be done now, or else for how long to wait. */
  public synchronized Duration take(String key) {
    long now = clock.millis();
    // The time up to which what was taken is paid for; the allowance is full when it is past.
    long until = Math.max(now, emptyAt.getOrDefault(key, now)) + refillMillis;
    long excess = until - now - burst * refillMillis;
    if (excess > 0) {
      return Duration.ofMillis(excess);
    }
    emptyAt.put(key, until);
    return Duration.ZERO;
  }

  private static final class Bounded extends LinkedHashMap<String, Long> {

    private static final long serialVersionUID = 1;
    private final int keys;

    Bounded(int keys) {
      super(16, 0.75f, true);
      this.keys = keys;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
      return size() > keys;
    }
  }
}
