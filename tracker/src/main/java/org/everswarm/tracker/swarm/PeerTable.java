package org.everswarm.tracker.swarm;

import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.SwarmCounts;

/** All swarms of this node. Thread-safe. */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class PeerTable {

  public PeerTable(PeerTableLimits limits, long seed) {}

  /** Answers an announce, then takes it in. */
  public boolean announce(PeerAnnounce in, PeerReply out) {
    throw new UnsupportedOperationException();
  }

  /** What a scrape tells. */
  public SwarmCounts counts(long hash0, long hash1, int hash2) {
    throw new UnsupportedOperationException();
  }

  /** Drops a swarm. */
  public void remove(InfoHash infoHash) {
    throw new UnsupportedOperationException();
  }

  /** Number of stripes. */
  public int stripes() {
    throw new UnsupportedOperationException();
  }

  /** Drops silent peers of one stripe; how many. */
  public int expire(int stripe, int nowMinutes) {
    throw new UnsupportedOperationException();
  }

  /** The table in numbers. */
  public PeerTableStats stats() {
    throw new UnsupportedOperationException();
  }
}
