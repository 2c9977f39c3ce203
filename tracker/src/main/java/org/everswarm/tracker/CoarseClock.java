package org.everswarm.tracker;

import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock whose reading costs nothing: the time of its last {@link #tick}. Thread-safe.
 *
 * <p>Announces count in minutes and hours; a tick every 100 ms is more than they ask for.
 */
final class CoarseClock implements InstantSource {

  private final InstantSource source;
  private volatile Instant now;

  CoarseClock(InstantSource source) {
    this.source = source;
    this.now = source.instant();
  }

  @Override
  public Instant instant() {
    return now;
  }

  void tick() {
    now = source.instant();
  }
}
