package org.everswarm.tracker.swarm;

/**
 * Says which words about the peers of a swarm are void, because who said them took the peers in on
 * terms that have ended since: the torrent was removed, or wants other receipts now.
 *
 * <p>Asked under the lock of the swarm's stripe of every word that came from elsewhere: it must not
 * call the table, not wait and not allocate.
 */
@FunctionalInterface
public interface PeerTerms {

  /** Nothing is void. */
  PeerTerms NONE = (hash0, hash1, hash2, justSaid) -> 0;

  /** Everything is void. */
  long ALL = Long.MAX_VALUE;

  /**
   * Until when words about a swarm's peers are void. Whoever makes it later is to take the swarm
   * out of the table only then.
   *
   * @param justSaid whether the words are on their way from who heard them; not in a copy of a
   *     table
   * @return milliseconds since 1970; 0 for never
   */
  long voidBefore(long hash0, long hash1, int hash2, boolean justSaid);
}
