package org.everswarm.tracker.swarm;

import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.InfoHash;

/**
 * The swarms of one part of the hash space, under one lock.
 *
 * <p>Thread-safe: every method holds the lock, none calls out of this package. It is its own map,
 * and of as few objects as may be, because each that an announce looks at is one more cache miss.
 */
final class Stripe extends SwarmMap {

  /** In what {@link #announce} returns: others are to be told the rest, a {@link PeerChange}. */
  static final int TOLD = 1 << 8;

  /** In what {@link #announce} returns: there was no room for the newcomer. */
  static final int REFUSED = 1 << 9;

  private final TableParts parts;
  private final LargeLists larges = new LargeLists();
  private long random;

  private int ipv4Peers;
  private int ipv6Peers;
  private int leechers;
  private long expired;
  private long refused;

  Stripe(TableParts parts, long seed) {
    super(parts.lines());
    this.parts = parts;
    random = seed;
  }

  /** See {@link PeerTable#announce}; {@link #TOLD}, {@link #REFUSED}. */
  synchronized int announce(long hash, PeerAnnounce in, PeerReply out) {
    boolean stays = in.event != AnnounceEvent.STOPPED;
    boolean listed = stays && in.port != 0;
    int line = find(hash, in.hash0, in.hash1, in.hash2);
    if (line == Lines.NONE) {
      return listed ? kept(found(hash, in, out), in) : stopped(in, 0);
    }
    Swarm swarm = out.swarm;
    swarm.open(parts, larges, line);
    tally(swarm, -1);
    PeerList list = swarm.listOf(in);
    int rank = list.find(in);
    if (stays) {
      swarm.random.state = random;
      swarm.sample(in, list, rank, out);
      random = swarm.random.state;
    }
    int told;
    if (rank < 0) {
      told = listed ? kept(join(swarm, in), in) : stopped(in, 0);
    } else if (listed) {
      int flags = swarm.refresh(list, rank, in, parts.limits().refreshMinutes());
      told = flags < 0 ? 0 : TOLD | flags;
    } else {
      told = stopped(in, list.metaAt(rank));
      swarm.remove(list, rank, in.nowMinutes);
      parts.peers().giveBack(1);
    }
    swarm.countInto(out);
    close(hash, swarm, line, in.nowMinutes);
    return told;
  }

  /** Writes the counts of a swarm. */
  synchronized void counts(long hash, long hash0, long hash1, int hash2, ScrapeCounts out) {
    int line = find(hash, hash0, hash1, hash2);
    if (line == Lines.NONE) {
      out.clear();
    } else {
      Swarm.count(lines, line, out);
    }
  }

  /** Drops a swarm with all its peers, and writes down those that were heard of since. */
  synchronized void remove(
      long hash, InfoHash name, int sinceMinutes, int nowMinutes, SwarmBuffer out) {
    int line = find(hash, name.word0(), name.word1(), name.word2());
    if (line != Lines.NONE) {
      Swarm swarm = new Swarm();
      swarm.open(parts, larges, line);
      SwarmRecord.writeSince(swarm, sinceMinutes, nowMinutes, out);
      tally(swarm, -1);
      parts.peers().giveBack(swarm.peers());
      remove(hash, line);
      release(swarm, line);
    }
  }

  /** See {@link PeerTable#expire}. */
  synchronized int expire(int nowMinutes, int maxAgeMinutes) {
    long before = expired;
    Swarm swarm = new Swarm();
    removeIf(line -> expire(swarm, line, nowMinutes, maxAgeMinutes));
    int dropped = (int) (expired - before);
    parts.peers().giveBack(dropped);
    return dropped;
  }

  /** See {@link PeerTable#save}. */
  synchronized int save(SwarmBuffer out) {
    Swarm swarm = new Swarm();
    forEach(
        line -> {
          swarm.open(parts, larges, line);
          SwarmRecord.write(swarm, out);
        });
    return size();
  }

  /** See {@link PeerTable#save}: of peers heard of since; how many swarms were written. */
  synchronized int save(int sinceMinutes, int nowMinutes, SwarmBuffer out) {
    Swarm swarm = new Swarm();
    int[] written = {0};
    forEach(
        line -> {
          swarm.open(parts, larges, line);
          written[0] += SwarmRecord.writeSince(swarm, sinceMinutes, nowMinutes, out) ? 1 : 0;
        });
    return written[0];
  }

  /** See {@link PeerTable#merge(PeerChange, int, PeerArbiter, PeerMerge)}. */
  synchronized int merge(
      long hash,
      PeerChange in,
      int nowMinutes,
      PeerTerms terms,
      PeerArbiter arbiter,
      PeerMerge merge) {
    // Under the lock: else it could end, and be removed, between this and what follows.
    if (in.stampMillis < terms.voidBefore(in.hash0, in.hash1, in.hash2, true)) {
      return PeerArbiter.KEEP;
    }
    Swarm swarm = merge.swarm;
    int line = find(hash, in.hash0, in.hash1, in.hash2);
    int verdict;
    if (line == Lines.NONE) {
      verdict = merge.decideWithoutSwarm(in, arbiter);
      if (!merge.adds(in, verdict) && (verdict & PeerArbiter.COUNT) == 0) {
        return verdict;
      }
      line = create(hash, in.hash0, in.hash1, in.hash2, nowMinutes);
      if (line == Lines.NONE) {
        refused++;
        return verdict;
      }
      swarm.open(parts, larges, line);
      merge.reopen(in);
    } else {
      swarm.open(parts, larges, line);
      verdict = merge.decide(in, nowMinutes, arbiter);
      if (verdict == PeerArbiter.KEEP) {
        return verdict;
      }
    }
    tally(swarm, -1);
    boolean adds = merge.adds(in, verdict);
    boolean room =
        adds && swarm.peers() < parts.limits().maxPeersPerSwarm() && parts.peers().take();
    int more = merge.apply(in, verdict, parts, nowMinutes, room);
    if (adds && more == 0) {
      refused++;
    }
    parts.peers().giveBack((room ? 1 : 0) - more);
    close(hash, swarm, line, nowMinutes);
    return verdict;
  }

  /** See {@link PeerTable#merge(ByteBuffer, int, PeerArbiter, PeerMerge)}; how many were added. */
  synchronized int merge(
      long hash,
      SwarmRecord in,
      int mostPeers,
      PeerTerms terms,
      PeerArbiter arbiter,
      PeerMerge merge) {
    if (in.isVoidBefore(terms.voidBefore(in.hash0, in.hash1, in.hash2, false))) {
      in.skipPeers();
      return 0;
    }
    Swarm swarm = merge.swarm;
    int line = find(hash, in.hash0, in.hash1, in.hash2);
    if (line == Lines.NONE) {
      line = in.isWorthless(parts.limits().emptySwarmMinutes()) ? Lines.NONE : create(hash, in);
      if (line == Lines.NONE) {
        refused += in.young();
        in.skipPeers();
        return 0;
      }
    }
    swarm.open(parts, larges, line);
    tally(swarm, -1);
    int before = swarm.peers();
    int room = parts.limits().maxPeersPerSwarm() - before;
    int taken = parts.peers().take(Math.max(0, Math.min(room, mostPeers)));
    refused += in.mergePulled(mostPeers, taken, parts, arbiter, merge);
    int added = swarm.peers() - before;
    parts.peers().giveBack(taken - added);
    close(hash, swarm, line, in.nowMinutes);
    return added;
  }

  /** See {@link PeerTable#restore}; how many peers were added. */
  synchronized int merge(long hash, SwarmRecord in, PeerTerms terms, boolean shared, Swarm swarm) {
    if (in.isVoidBefore(terms.voidBefore(in.hash0, in.hash1, in.hash2, false))) {
      return 0;
    }
    int line = find(hash, in.hash0, in.hash1, in.hash2);
    if (line == Lines.NONE) {
      if (in.isWorthless(parts.limits().emptySwarmMinutes())) {
        return 0;
      }
      line = create(hash, in);
      if (line == Lines.NONE) {
        refused += in.young();
        return 0;
      }
    }
    swarm.open(parts, larges, line);
    tally(swarm, -1);
    int before = swarm.peers();
    int room = parts.limits().maxPeersPerSwarm() - before;
    int taken = parts.peers().take(Math.max(0, Math.min(room, in.peers())));
    refused += in.mergeInto(swarm, parts, taken, shared);
    int added = swarm.peers() - before;
    parts.peers().giveBack(taken - added);
    close(hash, swarm, line, in.nowMinutes);
    return added;
  }

  synchronized void addTo(StatsSum sum) {
    sum.swarms += size();
    sum.ipv4Peers += ipv4Peers;
    sum.ipv6Peers += ipv6Peers;
    sum.leechers += leechers;
    sum.expired += expired;
    sum.refused += refused;
  }

  private boolean expire(Swarm swarm, int line, int nowMinutes, int maxAgeMinutes) {
    swarm.open(parts, larges, line);
    tally(swarm, -1);
    expired += swarm.expire(nowMinutes, maxAgeMinutes);
    tally(swarm, 1);
    boolean spent = swarm.isSpent(nowMinutes, parts.limits().emptySwarmMinutes());
    if (spent) {
      release(swarm, line);
    }
    return spent;
  }

  /** Makes a swarm of an announcer, if there is room for both. */
  private boolean found(long hash, PeerAnnounce in, PeerReply out) {
    if (!parts.peers().take()) {
      return false;
    }
    int line = create(hash, in.hash0, in.hash1, in.hash2, in.nowMinutes);
    if (line == Lines.NONE) {
      parts.peers().giveBack(1);
      return false;
    }
    Swarm swarm = out.swarm;
    swarm.open(parts, larges, line);
    if (!swarm.add(parts, in)) {
      parts.peers().giveBack(1);
      remove(hash, line);
      release(swarm, line);
      return false;
    }
    swarm.countInto(out);
    tally(swarm, 1);
    return true;
  }

  private boolean join(Swarm swarm, PeerAnnounce in) {
    if (swarm.peers() >= parts.limits().maxPeersPerSwarm() || !parts.peers().take()) {
      return false;
    }
    if (!swarm.add(parts, in)) {
      parts.peers().giveBack(1);
      return false;
    }
    return true;
  }

  private void close(long hash, Swarm swarm, int line, int nowMinutes) {
    tally(swarm, 1);
    if (swarm.isSpent(nowMinutes, parts.limits().emptySwarmMinutes())) {
      remove(hash, line);
      release(swarm, line);
    }
  }

  private int create(long hash, SwarmRecord in) {
    return create(hash, in.hash0, in.hash1, in.hash2, in.emptySinceMinutes);
  }

  /** An empty swarm's line, or none when there is no room for it. */
  private int create(long hash, long hash0, long hash1, int hash2, int nowMinutes) {
    if (!parts.swarms().take()) {
      return Lines.NONE;
    }
    int line = lines.take(0);
    if (line != Lines.NONE && !add(hash, line)) {
      lines.giveBack(line, 0);
      line = Lines.NONE;
    }
    if (line == Lines.NONE) {
      parts.swarms().giveBack(1);
    } else {
      Swarm.init(lines, line, hash0, hash1, hash2, nowMinutes);
    }
    return line;
  }

  private void release(Swarm swarm, int line) {
    swarm.release(parts);
    lines.giveBack(line, 0);
    parts.swarms().giveBack(1);
  }

  private int kept(boolean kept, PeerAnnounce in) {
    if (!kept) {
      refused++;
      return REFUSED;
    }
    return TOLD | Swarm.newcomer(in);
  }

  /** A peer that is not here may be known elsewhere; but one without a port is so nowhere. */
  private static int stopped(PeerAnnounce in, int meta) {
    return in.port == 0 ? 0 : TOLD | PeerChange.STOPPED | PeerMerge.flags(meta, false);
  }

  private void tally(Swarm swarm, int sign) {
    ipv4Peers += sign * swarm.ipv4.size;
    ipv6Peers += sign * swarm.ipv6.size;
    leechers += sign * swarm.leechers();
  }
}
