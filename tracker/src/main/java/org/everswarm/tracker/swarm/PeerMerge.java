package org.everswarm.tracker.swarm;

/**
 * What a thread needs to merge changes into a {@link PeerTable}: made once, used for all of them.
 *
 * <p>Confined to one thread.
 */
public final class PeerMerge {

  final Swarm swarm = new Swarm();

  /** What a record is read to. */
  final PeerChange change = new PeerChange();

  private final PeerAnnounce peer = new PeerAnnounce();
  private PeerList list = swarm.ipv4;
  private int rank = PeerList.ABSENT;
  private int meta;

  /** Looks for a peer in the swarm, and asks what becomes of it. */
  int decide(PeerChange in, int nowMinutes, PeerArbiter arbiter) {
    peer.addressHigh = in.addressHigh;
    peer.addressLow = in.addressLow;
    peer.port = in.port;
    list = swarm.listOf(peer);
    rank = list.find(peer);
    if (rank < 0) {
      return arbiter.decide(in, PeerArbiter.ABSENT, 0);
    }
    meta = list.metaAt(rank);
    int known = flags(meta, rank < list.leechers);
    return arbiter.decide(in, known, nowMinutes - PeerList.age(meta, nowMinutes));
  }

  /** Asks what becomes of a peer whose swarm is not there. */
  int decideWithoutSwarm(PeerChange in, PeerArbiter arbiter) {
    rank = PeerList.ABSENT;
    return arbiter.decide(in, PeerArbiter.ABSENT, 0);
  }

  /** The list that the swarm, which is there now, has for the peer asked for last. */
  void reopen(PeerChange in) {
    peer.addressHigh = in.addressHigh;
    peer.addressLow = in.addressLow;
    peer.port = in.port;
    list = swarm.listOf(peer);
  }

  /** Whether a verdict would add the peer asked for last. */
  boolean adds(PeerChange in, int verdict) {
    return rank < 0 && (verdict & PeerArbiter.APPLY) != 0 && (in.flags & PeerChange.STOPPED) == 0;
  }

  /**
   * Does what was decided.
   *
   * @param room whether one more peer may be added
   * @return how many more peers the swarm has: 1, 0 or -1
   */
  int apply(PeerChange in, int verdict, TableParts table, int nowMinutes, boolean room) {
    count(verdict);
    boolean snatched = (verdict & (PeerArbiter.COUNT | PeerArbiter.MARK)) != 0;
    if ((verdict & PeerArbiter.APPLY) == 0) {
      if (rank >= 0 && snatched && (meta & PeerList.SNATCHED) == 0) {
        list.refresh(rank, rank < list.leechers, meta | PeerList.SNATCHED);
      }
      return 0;
    }
    if ((in.flags & PeerChange.STOPPED) != 0) {
      return leave(nowMinutes);
    }
    boolean leecher = (in.flags & PeerChange.LEECHER) != 0;
    int flags = leecher ? in.flags & PeerChange.PARTIAL : 0;
    if (snatched || (in.flags & PeerChange.SNATCHED) != 0) {
      flags |= PeerList.SNATCHED;
    }
    int now = PeerList.meta((int) (in.stampMillis / PeerChange.MINUTE_MILLIS), flags);
    if (rank >= 0) {
      list.refresh(rank, leecher, now | (meta & PeerList.SNATCHED));
      return 0;
    }
    return room && swarm.insert(table, peer, leecher, now) ? 1 : 0;
  }

  /** What a table tells of a peer. */
  static int flags(int meta, boolean leecher) {
    int flags = (meta & PeerList.SNATCHED) != 0 ? PeerChange.SNATCHED : 0;
    return leecher ? flags | PeerChange.LEECHER | (meta & PeerList.PARTIAL) : flags;
  }

  private int leave(int nowMinutes) {
    if (rank < 0) {
      return 0;
    }
    swarm.remove(list, rank, nowMinutes);
    return -1;
  }

  private void count(int verdict) {
    if ((verdict & PeerArbiter.COUNT) != 0) {
      swarm.addDownloads(1);
    }
    if ((verdict & PeerArbiter.UNCOUNT) != 0 && swarm.downloads() > 0) {
      swarm.addDownloads(-1);
    }
  }
}
