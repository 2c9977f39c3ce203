package org.everswarm.tracker.announce;

import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;

/**
 * Who tells swarm-nodes whom to serve.
 *
 * <p>Called on every event loop, before the announce reply is written. Never blocks: the client
 * acts on its reply a few milliseconds later, and the swarm-node must know by then.
 */
public interface Admissions {

  /** Tells nobody. */
  Admissions NONE =
      new Admissions() {
        @Override
        public void admitted(
            InfoHash infoHash, Endpoint peer, Gate gate, long receiptId, long notAfterEpochSecond) {
          // Nobody listens.
        }

        @Override
        public boolean wanted(long hash0, long hash1, int hash2) {
          return false;
        }
      };

  /**
   * A peer may be served.
   *
   * @param peer the address that was observed and the port that was announced
   * @param receiptId the receipt it came with; 0 for a free torrent
   * @param notAfterEpochSecond when this admission ends, unless it is renewed
   */
  void admitted(
      InfoHash infoHash, Endpoint peer, Gate gate, long receiptId, long notAfterEpochSecond);

  /**
   * Whether anyone serves this torrent. Must be cheap: asked for every announce, and saves the
   * values of {@link #admitted} where it says no.
   */
  default boolean wanted(long hash0, long hash1, int hash2) {
    return true;
  }
}
