package org.everswarm.node.wire;

import org.jspecify.annotations.Nullable;

/** When a peer did what, and whether it has been too long. Confined to the event loop. */
final class PeerClock {

  private final WireTimes times;
  private long heard;
  private long asked;
  private long wrote;
  private long sent;
  private long unsentBytes;
  private long seederSince = Long.MAX_VALUE;

  PeerClock(WireTimes times, long nowMillis) {
    this.times = times;
    this.heard = nowMillis;
    this.asked = nowMillis;
    this.wrote = nowMillis;
    this.sent = nowMillis;
  }

  void heard(long nowMillis) {
    heard = nowMillis;
  }

  void asked(long nowMillis) {
    asked = nowMillis;
  }

  void wrote(long nowMillis) {
    wrote = nowMillis;
  }

  void seeder(long nowMillis) {
    seederSince = nowMillis;
  }

  /** Bytes that wait for the peer; any change is progress. */
  void sending(long nowMillis, long bytes) {
    if (bytes == 0 || bytes != unsentBytes) {
      sent = nowMillis;
    }
    if (bytes != 0) {
      wrote = nowMillis;
    }
    unsentBytes = bytes;
  }

  boolean keepAliveDue(long nowMillis) {
    return nowMillis - wrote >= times.keepAlive();
  }

  /**
   * Why the connection should end now, if it should.
   *
   * @param busy whether requests of the peer are being served
   */
  @Nullable CloseReason overdue(long nowMillis, boolean interested, boolean busy) {
    if (nowMillis - sent >= times.stall()) {
      return CloseReason.STALLED;
    }
    if (nowMillis - heard >= times.silence()) {
      return CloseReason.SILENT;
    }
    if (busy) {
      return null;
    }
    if (seederSince != Long.MAX_VALUE && nowMillis - seederSince >= times.seederLinger()) {
      return CloseReason.SEEDER;
    }
    long patience = interested ? times.interestedIdle() : times.idle();
    return nowMillis - asked >= patience ? CloseReason.IDLE : null;
  }
}
