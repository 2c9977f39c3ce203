package org.everswarm.node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;

/**
 * What peers told trackers, and so what every tracker has to answer. Swarms are small enough for a
 * reply to name all of their peers. Not thread-safe: who uses it holds its monitor.
 */
final class PeerBook {

  static final int SWARMS = 30;

  private static final int PEERS_IPV4 = 60;
  private static final int PEERS_IPV6 = 30;
  private static final int FIRST_PORT = 10_000;
  private static final int OBSERVER_PORT = 9_999;

  private final List<Swarm> swarms = new ArrayList<>();
  private final List<Peer> peers = new ArrayList<>();

  /** One swarm: those who come and go, and one of each family that stays and asks. */
  record Swarm(InfoHash infoHash, Peer observer4, Peer observer6, List<Peer> peers) {

    Peer observer(boolean ipv6) {
      return ipv6 ? observer6 : observer4;
    }

    List<Peer> peers(boolean ipv6) {
      return peers.stream().filter(peer -> peer.ipv6() == ipv6).toList();
    }
  }

  /** What a peer told last. */
  enum Told {
    NOTHING,
    LEECHING,
    SEEDING,
    STOPPED
  }

  /** One peer and what it told, to which node and when. */
  static final class Peer {

    private static final int REMEMBERED = 6;

    private final InfoHash infoHash;
    private final Endpoint endpoint;
    private final List<String> history = new ArrayList<>();
    private Told told = Told.NOTHING;
    private int node;
    private long nanos;
    private boolean doubtful;
    private boolean complete;
    private boolean busy;

    Peer(InfoHash infoHash, Endpoint endpoint) {
      this.infoHash = infoHash;
      this.endpoint = endpoint;
    }

    InfoHash infoHash() {
      return infoHash;
    }

    Endpoint endpoint() {
      return endpoint;
    }

    boolean ipv6() {
      return !endpoint.address().isIpv4();
    }

    Told told() {
      return told;
    }

    boolean isLive() {
      return told == Told.LEECHING || told == Told.SEEDING;
    }

    /** Whether only a node that died knows what it told: trackers may have heard it or not. */
    boolean isDoubtful() {
      return doubtful;
    }

    /** Whether it ever had everything. */
    boolean isComplete() {
      return complete;
    }

    /** How long ago a node answered it last. */
    long quietNanos() {
      return System.nanoTime() - nanos;
    }

    boolean isBusy() {
      return busy;
    }

    void busy() {
      busy = true;
    }

    /** A node answered: from now on all have to know. */
    void told(Told now, int byNode) {
      told = now;
      complete |= now == Told.SEEDING;
      node = byNode;
      nanos = System.nanoTime();
      doubtful = false;
      busy = false;
      history.add(now + " to node " + byNode + " at " + System.currentTimeMillis() % 1_000_000);
      if (history.size() > REMEMBERED) {
        history.remove(0);
      }
    }

    @Override
    public String toString() {
      return endpoint + " of " + infoHash.hex().substring(0, 8) + " " + history;
    }
  }

  /** No swarm has anyone yet; the addresses are those that peers announce from. */
  PeerBook(long seed, List<Endpoint> clients4, List<Endpoint> clients6) {
    Random random = new Random(seed);
    for (int i = 0; i < SWARMS; i++) {
      InfoHash hash = new InfoHash(random.nextLong(), random.nextLong(), random.nextInt());
      List<Peer> members = new ArrayList<>();
      members.addAll(peers(hash, clients4, PEERS_IPV4));
      members.addAll(peers(hash, clients6, PEERS_IPV6));
      swarms.add(new Swarm(hash, observer(hash, clients4), observer(hash, clients6), members));
      peers.addAll(members);
    }
  }

  private static List<Peer> peers(InfoHash hash, List<Endpoint> clients, int count) {
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Endpoint client = clients.get(i % clients.size());
      peers.add(new Peer(hash, new Endpoint(client.address(), FIRST_PORT + i)));
    }
    return peers;
  }

  private static Peer observer(InfoHash hash, List<Endpoint> clients) {
    return new Peer(hash, new Endpoint(clients.get(0).address(), OBSERVER_PORT));
  }

  List<Swarm> swarms() {
    return swarms;
  }

  /** All but the observers. */
  List<Peer> peers() {
    return peers;
  }

  /**
   * These nodes died: what they alone were told in their last three seconds, others need not know.
   * The promise is one second; but here up to five processes share two cores with whatever else
   * runs, and take each other's time.
   *
   * @param nanos when, by {@link System#nanoTime}
   */
  void lost(Collection<Integer> nodes, long nanos) {
    long since = nanos - 3_000_000_000L;
    for (Peer peer : peers) {
      if (nodes.contains(peer.node) && peer.nanos - since > 0) {
        peer.doubtful = true;
      }
    }
  }

  long live() {
    return peers.stream().filter(Peer::isLive).count();
  }
}
