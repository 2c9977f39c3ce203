package org.everswarm.tracker.exchange;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A hybrid logical clock: this node's time in milliseconds since 1970, but never back, and ahead of
 * everything it has seen of others.
 *
 * <p>Thread-safe; allocates nothing. So what a node says after it has heard of something is newer
 * than that, even when its own clock is seconds behind.
 */
public final class ClusterClock {

  /** A stamp farther ahead of this node's own clock is somebody's broken clock. */
  public static final long MOST_AHEAD_MILLIS = 10 * 60_000;

  static final long MINUTE_MILLIS = 60_000;

  private final InstantSource source;
  private final AtomicLong last = new AtomicLong();

  /** A clock that has seen nothing. */
  public ClusterClock(InstantSource source) {
    this.source = source;
  }

  /** The time, for something that happens now. Two stamps may be equal. */
  public long stamp() {
    long now = source.millis();
    long before = last.get();
    return now <= before ? before : last.accumulateAndGet(now, Math::max);
  }

  /** The minute of {@link #stamp}: what announces of a node in a cluster should count in. */
  public int minutes() {
    return (int) (stamp() / MINUTE_MILLIS);
  }

  /**
   * Takes note of a stamp from elsewhere: those to come are greater.
   *
   * @return false when it is more than ten minutes ahead of this node's own clock, or negative; it
   *     is then not taken note of, and what bears it is not to be believed
   */
  public boolean observe(long stampMillis) {
    if (stampMillis < last.get()) {
      return stampMillis >= 0;
    }
    if (stampMillis > source.millis() + MOST_AHEAD_MILLIS) {
      return false;
    }
    last.accumulateAndGet(stampMillis + 1, Math::max);
    return true;
  }
}
