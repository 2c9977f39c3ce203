package org.everswarm.tracker.exchange;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A hybrid logical clock: this node's time in milliseconds since 1970, but never back, and ahead of
 * everything it has seen of others.
 *
 * <p>Thread-safe; allocates nothing. So what a node says after it has heard of something is newer
 * than that, even when its own clock is seconds behind. What a client tells two nodes one after the
 * other the second node has not heard of yet; so that the later word wins there too, all nodes go
 * by the clock that is most ahead ({@link #follow}).
 */
public final class ClusterClock {

  /** A stamp farther ahead of this node's own clock is somebody's broken clock. */
  public static final long MOST_AHEAD_MILLIS = 10 * 60_000;

  static final long MINUTE_MILLIS = 60_000;

  /** How far ahead of this node's own clock a stamp may be moved on. */
  private static final long MOST_MOVED_MILLIS = 1000;

  /** And of a clock that others have moved on: far less than a word takes to them and back. */
  private static final long ALWAYS_MOVED_MILLIS = 4;

  /** How much less than before a clock may follow at once: it goes slower then, and on. */
  private static final long LEAST_FOLLOWED_MILLIS = 2500;

  private final InstantSource source;
  private final AtomicLong last = new AtomicLong();
  private volatile long aheadMillis;

  /** A clock that has seen nothing. */
  public ClusterClock(InstantSource source) {
    this.source = source;
  }

  /** The time, for something that happens now. Two stamps may be equal. */
  public long stamp() {
    long now = now();
    long before = last.get();
    return now <= before ? before : last.accumulateAndGet(now, Math::max);
  }

  private long now() {
    return source.millis() + aheadMillis;
  }

  /**
   * Goes by another clock that is ahead of this node's own; every few seconds. Less than before is
   * followed slowly, at half the pace if every five seconds.
   *
   * @param millis by how much the other is ahead, as far as one can tell; 0 when none is. More than
   *     ten minutes are a broken clock's, which nobody follows. What this node tells others of its
   *     clock is not to have any of it, lest they follow each other
   */
  public void follow(long millis) {
    long wanted = millis < 0 || millis > MOST_AHEAD_MILLIS ? 0 : millis;
    aheadMillis = Math.max(wanted, aheadMillis - LEAST_FOLLOWED_MILLIS);
  }

  /**
   * Whether what happens now may bear a later stamp than now's, because something that it follows
   * has that of now already: up to a second ahead of this node's own clock. A bound by {@link
   * #stamp} would be none: whoever makes something happen more than a thousand times a second would
   * move on the clocks of the others, and they this one. A few milliseconds always, for a node
   * whose own clock is behind those of others.
   *
   * @param nowMillis a {@link #stamp}
   */
  boolean mayMove(long nowMillis, long toMillis) {
    return toMillis - nowMillis <= ALWAYS_MOVED_MILLIS || toMillis - now() <= MOST_MOVED_MILLIS;
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
