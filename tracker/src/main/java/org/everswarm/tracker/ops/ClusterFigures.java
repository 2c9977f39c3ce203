package org.everswarm.tracker.ops;

import org.everswarm.tracker.exchange.ExchangeCounters;

/**
 * A cluster as one of its nodes sees it; totals since that started.
 *
 * @param members nodes, this one among them
 * @param backedUp whether every log has a copy on another node
 * @param lagSeconds how long ago all that the others told was here, for the worst shard
 * @param stateLagSeconds the same for revocations, registrations and keys
 * @param skewSeconds by how much another node's clock differs at most
 * @param exchanges exchanges with logs
 * @param exchangeFailures those that had to be repeated
 * @param sentBytes changes sent, sealed
 * @param receivedBytes changes received, sealed
 * @param overruns times a log had forgotten what this node did not have
 * @param lostLogs times a log was gone with all its copies
 * @param pulls tables of others read
 * @param pullFailures those that broke off
 * @param pulledBytes bytes of them, sealed
 * @param merges changes of side after a split
 * @param refusals nodes refused because of their key, this one among them
 * @param unknownKeys values sealed with a key that is not in the file
 * @param brokenSeals values that nobody with the key sealed
 * @param exchange what the exchange itself counts
 */
public record ClusterFigures(
    int members,
    boolean backedUp,
    double lagSeconds,
    double stateLagSeconds,
    double skewSeconds,
    long exchanges,
    long exchangeFailures,
    long sentBytes,
    long receivedBytes,
    long overruns,
    long lostLogs,
    long pulls,
    long pullFailures,
    long pulledBytes,
    long merges,
    long refusals,
    long unknownKeys,
    long brokenSeals,
    ExchangeCounters exchange) {

  /** Of a node that is not in a cluster. */
  public static final ClusterFigures ALONE =
      new ClusterFigures(
          1,
          false,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          new ExchangeCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
}
