package org.everswarm.tracker.snapshot;

import java.time.Instant;

/** What was written and read. Thread-safe. */
public final class SnapshotCounters {

  private volatile Saved last = new Saved(0, 0, 0, 0);
  private volatile long failures;
  private volatile long restored;

  /**
   * The last snapshot that was written.
   *
   * @param epochSecond when it was complete; 0 for never
   * @param swarms swarms in it
   * @param bytes length of the file
   * @param seconds how long it took, pauses included
   */
  public record Saved(long epochSecond, long swarms, long bytes, double seconds) {}

  SnapshotCounters() {}

  /** The last snapshot that was written. */
  public Saved last() {
    return last;
  }

  /** Snapshots that could not be written, or not be read to their end. */
  public long failures() {
    return failures;
  }

  /** Peers brought back at start. */
  public long restored() {
    return restored;
  }

  void saved(Instant now, long swarms, long bytes, long nanos) {
    last = new Saved(now.getEpochSecond(), swarms, bytes, nanos / 1e9);
  }

  synchronized void failed() {
    failures++;
  }

  void restored(long peers) {
    restored = peers;
  }
}
