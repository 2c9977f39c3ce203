package org.everswarm.node.load;

/**
 * When the next request is due. A closed loop keeps a window full. An open loop sends at a rate,
 * whatever the answers do, and each request's time counts from when it was due, not from when it
 * could be sent: a tracker that stands still is seen to be slow. Not thread-safe.
 */
final class Pace {

  /** What is due within this long goes in one system call: else the kernel's work doubles. */
  private static final long BURST_NANOS = 250_000;

  private final int window;
  private final double intervalNanos;
  private final long startNanos;
  private long issued;

  private Pace(int window, double intervalNanos, long startNanos) {
    this.window = window;
    this.intervalNanos = intervalNanos;
    this.startNanos = startNanos;
  }

  /** Keeps {@code window} requests in flight. */
  static Pace closed(int window) {
    return new Pace(window, 0, 0);
  }

  /**
   * Sends {@code perSecond} requests a second from {@code startNanos} on, the first within an
   * interval: many lanes at one rate shall not send all at once.
   *
   * @param window most of them in flight; more wait
   */
  static Pace open(int window, double perSecond, long startNanos, SplitMix random) {
    double interval = 1e9 / perSecond;
    return new Pace(window, interval, startNanos + random.below((long) interval + 1));
  }

  /** How many requests may be sent. */
  int allowance(long nowNanos, int inFlight) {
    int room = window - inFlight;
    return intervalNanos == 0 ? room : (int) Math.min(room, due(nowNanos));
  }

  private long due(long nowNanos) {
    long elapsed = nowNanos - startNanos;
    long burst = elapsed - elapsed % BURST_NANOS;
    return elapsed < 0 ? 0 : (long) (burst / intervalNanos) + 1 - issued;
  }

  /** One is being sent: the time from which it counts. */
  long take(long nowNanos) {
    return intervalNanos == 0 ? nowNanos : startNanos + (long) (issued++ * intervalNanos);
  }
}
