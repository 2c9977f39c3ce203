package org.everswarm.node.load;

import java.util.BitSet;

/**
 * Which request comes next, for peers {@code from} to {@code to} of a load; it is in the fields'
 * accessors until the next {@link #next}. Allocates nothing but at the beginning of a phase. Not
 * thread-safe; peers of different ones must not overlap.
 */
final class Requests {

  static final int CONNECT = 0;
  static final int ANNOUNCE = 1;
  static final int SCRAPE = 2;
  static final int STOPPED = 3;

  /** One announce in four is of a peer that lacks something. */
  private static final long LEECHERS = SplitMix.threshold(0.25);

  /** A tracker that refuses for ever shall not be asked for ever. */
  private static final int PASSES_MAX = 30;

  private final Workload workload;
  private final int from;
  private final int to;
  private final SplitMix random;
  private final long scrapes;
  private final long stopped;

  private Phase.Order order = Phase.Order.ROUND_ROBIN;
  private BitSet done = new BitSet();
  private int doneCount;
  private int doneBefore;
  private int passes;
  private int cursor;
  private boolean joining;

  private int kind;
  private int peer;
  private boolean seeder;
  private int scrapeCount;

  Requests(Workload workload, int from, int to, long seed) {
    this.workload = workload;
    this.from = from;
    this.to = to;
    this.random = new SplitMix(seed);
    this.scrapes = SplitMix.threshold(workload.scrapes());
    this.stopped = SplitMix.threshold(workload.stopped());
    this.cursor = from;
  }

  void begin(Phase.Order newOrder) {
    order = newOrder;
    cursor = from;
    done = order == Phase.Order.FILL ? new BitSet(to - from) : new BitSet();
    doneCount = 0;
    doneBefore = 0;
    passes = 1;
  }

  /** Goes to the next request; false when there is none before the next pass. */
  boolean next() {
    if (order == Phase.Order.FILL) {
      cursor = from + done.nextClearBit(cursor - from);
    }
    if (cursor >= to) {
      if (order != Phase.Order.ROUND_ROBIN || from == to) {
        return false;
      }
      cursor = from;
    }
    if (order == Phase.Order.ROUND_ROBIN && random.chance(scrapes)) {
      kind = SCRAPE;
      scrapeCount = 1 + (int) random.below(workload.scrapeHashes());
      return true;
    }
    announce();
    return true;
  }

  private void announce() {
    peer = cursor;
    seeder = order != Phase.Order.ONCE && !joining && !random.chance(LEECHERS);
    boolean leaves = order == Phase.Order.ROUND_ROBIN && !joining && random.chance(stopped);
    kind = leaves ? STOPPED : ANNOUNCE;
    joining = leaves;
    if (!leaves) {
      cursor++;
    }
  }

  /** The peer of the last {@link #STOPPED} request is gone: another takes its place. */
  void replace() {
    workload.peers().replace(peer, 1 + (int) random.below(Population.PORTS));
  }

  /** Begins another pass over those without an answer; false when there is no use in one. */
  boolean nextPass() {
    boolean stuck = doneCount == doneBefore || passes == PASSES_MAX;
    if (order != Phase.Order.FILL || doneCount >= to - from || stuck) {
      return false;
    }
    doneBefore = doneCount;
    passes++;
    cursor = from;
    return true;
  }

  /** Peers of a filling that had no answer, or none but errors. */
  int unanswered() {
    return order == Phase.Order.FILL ? to - from - doneCount : 0;
  }

  /** A peer has had its answer. */
  void answered(int answeredPeer) {
    if (order == Phase.Order.FILL && !done.get(answeredPeer - from)) {
      done.set(answeredPeer - from);
      doneCount++;
    }
  }

  int kind() {
    return kind;
  }

  int peer() {
    return peer;
  }

  int torrent() {
    return workload.peers().torrent(peer);
  }

  int port() {
    return workload.peers().port(peer);
  }

  boolean seeder() {
    return seeder;
  }

  int scrapeCount() {
    return scrapeCount;
  }

  /** A torrent to scrape, as likely as it is to be announced. */
  int drawTorrent() {
    return workload.peers().torrent(from + (int) random.below(to - from));
  }

  SplitMix random() {
    return random;
  }
}
