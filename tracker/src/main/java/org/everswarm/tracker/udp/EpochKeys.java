package org.everswarm.tracker.udp;

import org.everswarm.tracker.gate.SipHash;

/**
 * The keys that one secret gives for the epoch before, this one and the next. Confined to one event
 * loop.
 */
final class EpochKeys {

  private final ConnectionKey key;
  private long epoch;
  private SipHash previous;
  private SipHash current;
  private SipHash next;

  EpochKeys(ConnectionKey key, long epoch) {
    this.key = key;
    this.epoch = epoch;
    this.previous = key.ofEpoch(epoch - 1);
    this.current = key.ofEpoch(epoch);
    this.next = key.ofEpoch(epoch + 1);
  }

  SipHash of(long ofEpoch) {
    return ofEpoch == epoch ? current : ofEpoch < epoch ? previous : next;
  }

  void turn(long now) {
    if (now == epoch) {
      return;
    }
    boolean following = now == epoch + 1;
    previous = following ? current : key.ofEpoch(now - 1);
    current = following ? next : key.ofEpoch(now);
    next = key.ofEpoch(now + 1);
    epoch = now;
  }
}
