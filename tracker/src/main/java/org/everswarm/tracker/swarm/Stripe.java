package org.everswarm.tracker.swarm;

import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.HashMixer;
import org.everswarm.protocol.SwarmCounts;
import org.jspecify.annotations.Nullable;

/**
 * The swarms of one part of the hash space, under one lock.
 *
 * <p>Thread-safe: every method holds the lock, none calls out of this package.
 */
final class Stripe {

  private static final int ABSENT = -1;

  private final PeerTableLimits limits;
  private final Room peers;
  private final Room swarmRoom;
  private final SwarmMap swarms;
  private final Randomness random;

  private int ipv4Peers;
  private int ipv6Peers;
  private int leechers;
  private long expired;
  private long refused;

  Stripe(PeerTableLimits limits, Room peers, Room swarmRoom, HashMixer mixer, long seed) {
    this.limits = limits;
    this.peers = peers;
    this.swarmRoom = swarmRoom;
    swarms = new SwarmMap(mixer);
    random = new Randomness(seed);
  }

  /** See {@link PeerTable#announce}. */
  synchronized boolean announce(long hash, PeerAnnounce in, PeerReply out) {
    Swarm swarm = swarms.find(hash, in.hash0, in.hash1, in.hash2);
    boolean stays = in.event != AnnounceEvent.STOPPED;
    int before = ABSENT;
    if (swarm != null) {
      tally(swarm, -1);
      // Out, answered, in again: so it never gets itself, and the list stays well mixed.
      before = swarm.take(in);
      if (stays) {
        swarm.sample(in, out, random);
      }
    }
    boolean kept = true;
    if (!stays || in.port == 0) {
      leave(swarm, before, in.nowMinutes);
    } else if (before != ABSENT || admits(swarm)) {
      swarm = swarm == null ? create(in) : swarm;
      swarm.add(in, before);
    } else {
      refused++;
      kept = false;
    }
    if (swarm != null) {
      settle(swarm, out, in.nowMinutes);
    }
    return kept;
  }

  /** The counts of a swarm. */
  synchronized SwarmCounts counts(long hash, long hash0, long hash1, int hash2) {
    Swarm swarm = swarms.find(hash, hash0, hash1, hash2);
    return swarm == null ? SwarmCounts.NONE : swarm.counts();
  }

  /** Drops a swarm with all its peers. */
  synchronized void remove(long hash, long hash0, long hash1, int hash2) {
    Swarm swarm = swarms.find(hash, hash0, hash1, hash2);
    if (swarm != null) {
      tally(swarm, -1);
      peers.giveBack(swarm.peers());
      drop(swarm);
    }
  }

  /** Drops silent peers and spent swarms; how many peers. */
  synchronized int expire(int nowMinutes) {
    long before = expired;
    swarms.removeIf(swarm -> expire(swarm, nowMinutes));
    int dropped = (int) (expired - before);
    peers.giveBack(dropped);
    return dropped;
  }

  synchronized void addTo(StatsSum sum) {
    sum.swarms += swarms.size();
    sum.ipv4Peers += ipv4Peers;
    sum.ipv6Peers += ipv6Peers;
    sum.leechers += leechers;
    sum.expired += expired;
    sum.refused += refused;
  }

  private boolean expire(Swarm swarm, int nowMinutes) {
    tally(swarm, -1);
    expired += swarm.expire(nowMinutes, limits.expiryMinutes());
    tally(swarm, 1);
    boolean spent = swarm.isSpent(nowMinutes, limits.emptySwarmMinutes());
    if (spent) {
      swarmRoom.giveBack(1);
    }
    return spent;
  }

  private void leave(@Nullable Swarm swarm, int before, int nowMinutes) {
    if (swarm != null && before != ABSENT) {
      peers.giveBack(1);
      swarm.trim(nowMinutes);
    }
  }

  /** Takes a place for a newcomer, and for its swarm if that is new. */
  private boolean admits(@Nullable Swarm swarm) {
    if ((swarm != null && swarm.peers() >= limits.maxPeersPerSwarm()) || !peers.take()) {
      return false;
    }
    if (swarm == null && !swarmRoom.take()) {
      peers.giveBack(1);
      return false;
    }
    return true;
  }

  private Swarm create(PeerAnnounce in) {
    Swarm swarm = new Swarm(in.hash0, in.hash1, in.hash2);
    swarms.add(swarm);
    return swarm;
  }

  private void settle(Swarm swarm, PeerReply out, int nowMinutes) {
    swarm.countInto(out);
    tally(swarm, 1);
    if (swarm.isSpent(nowMinutes, limits.emptySwarmMinutes())) {
      drop(swarm);
    }
  }

  private void drop(Swarm swarm) {
    swarms.remove(swarm);
    swarmRoom.giveBack(1);
  }

  private void tally(Swarm swarm, int sign) {
    ipv4Peers += sign * swarm.ipv4Peers();
    ipv6Peers += sign * swarm.ipv6Peers();
    leechers += sign * swarm.leechers();
  }
}
