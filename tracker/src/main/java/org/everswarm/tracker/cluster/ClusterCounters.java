package org.everswarm.tracker.cluster;

import java.util.concurrent.atomic.LongAdder;

/** What a member counts of its cluster since the node started. Thread-safe. */
public final class ClusterCounters {

  private final LongAdder exchanges = new LongAdder();
  private final LongAdder exchangeFailures = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private final LongAdder receivedBytes = new LongAdder();
  private final LongAdder overruns = new LongAdder();
  private final LongAdder lostLogs = new LongAdder();
  private final LongAdder pulls = new LongAdder();
  private final LongAdder pullFailures = new LongAdder();
  private final LongAdder pulledBytes = new LongAdder();
  private final LongAdder merges = new LongAdder();
  private final LongAdder refusals = new LongAdder();

  void exchanged(int sent) {
    exchanges.increment();
    sentBytes.add(sent);
  }

  void exchangeFailed() {
    exchangeFailures.increment();
  }

  void received(int bytes) {
    receivedBytes.add(bytes);
  }

  void overrun() {
    overruns.increment();
  }

  void lostLog() {
    lostLogs.increment();
  }

  void pulled() {
    pulls.increment();
  }

  void pullFailed() {
    pullFailures.increment();
  }

  void pulledBytes(int bytes) {
    pulledBytes.add(bytes);
  }

  void merged() {
    merges.increment();
  }

  void refused() {
    refusals.increment();
  }

  /** Exchanges with the log of a shard. */
  public long exchanges() {
    return exchanges.sum();
  }

  /** Those that were to be repeated. */
  public long exchangeFailures() {
    return exchangeFailures.sum();
  }

  /** Sealed bytes of changes, to the logs. */
  public long sentBytes() {
    return sentBytes.sum();
  }

  /** Sealed bytes of changes, from the logs. */
  public long receivedBytes() {
    return receivedBytes.sum();
  }

  /** Times that the log of a shard had forgotten what this node did not have yet. */
  public long overruns() {
    return overruns.sum();
  }

  /** Times that the log of a shard was gone with all members that kept it. */
  public long lostLogs() {
    return lostLogs.sum();
  }

  /** Tables of other members that were read, in whole or the latest part. */
  public long pulls() {
    return pulls.sum();
  }

  /** Those that broke off. */
  public long pullFailures() {
    return pullFailures.sum();
  }

  /** Sealed bytes of those. */
  public long pulledBytes() {
    return pulledBytes.sum();
  }

  /** Times that this member went over to another part of the cluster after a split. */
  public long merges() {
    return merges.sum();
  }

  /** Members, this one among them, that were refused because of their key. */
  public long refusals() {
    return refusals.sum();
  }
}
