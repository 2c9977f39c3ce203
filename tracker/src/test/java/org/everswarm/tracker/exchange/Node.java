package org.everswarm.tracker.exchange;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.tracker.swarm.PeerAnnounce;
import org.everswarm.tracker.swarm.PeerChange;
import org.everswarm.tracker.swarm.PeerReply;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.swarm.PeerTableLimits;
import org.everswarm.tracker.swarm.SwarmBuffer;

/** A node of a test: a table and its exchange, and a clock that is wrong as the test wants it. */
final class Node {

  static final long START_MILLIS = 1_700_000_000_000L;

  final PeerTable table;
  final ClusterClock clock;
  final Exchange exchange;
  final PeerReply reply = new PeerReply(5);
  final PeerAnnounce announce = new PeerAnnounce();
  long nowMillis = START_MILLIS;

  /** Happens between the table and the index. */
  Runnable onTheWay = () -> {};

  Node(int refreshMinutes, ExchangeLimits limits, long seed) {
    this(refreshMinutes, limits, new NoState(), seed);
  }

  Node(int refreshMinutes, ExchangeLimits limits, SharedState state, long seed) {
    PeerTableLimits peers = new PeerTableLimits(1_000_000, 100_000, 100_000, 45);
    table = new PeerTable(peers.withRefreshMinutes(refreshMinutes), seed);
    clock = new ClusterClock(() -> Instant.ofEpochMilli(nowMillis));
    exchange = new Exchange(table, clock, limits, state, seed);
    table.report(
        (announce, flags) -> {
          onTheWay.run();
          exchange.changed(announce, flags);
        });
  }

  static ExchangeLimits limits(int indexEntries) {
    return new ExchangeLimits(1 << 18, 1 << 24, indexEntries, 1 << 20, 60);
  }

  void announce(int swarm, Peer who, AnnounceEvent event, long left) {
    PeerAnnounce in = announce;
    // Other shards, some of them in one.
    in.hash0 = (long) (swarm % 3) << 32 | swarm;
    in.hash1 = 7;
    in.hash2 = swarm;
    in.addressHigh = who.ipv4() ? 0 : 0xFD00_0000_0000_0000L;
    in.addressLow = who.ipv4() ? 0xFFFF_0A00_0000L + who.host() : who.host();
    in.port = who.port();
    in.event = event;
    in.left = left;
    in.numWant = 5;
    in.wantIpv4 = true;
    in.nowMinutes = (int) (nowMillis / 60_000);
    table.announce(in, reply);
  }

  /** All that waits, a batch with its shard in front. */
  List<Batch> take() {
    List<Batch> batches = new ArrayList<>();
    for (int shard = 0; shard <= Exchange.STATE_SHARD; shard++) {
      while (exchange.hasPending(shard)) {
        byte[] bytes = exchange.take(shard);
        if (bytes != null) {
          batches.add(new Batch(shard, ByteBuffer.wrap(bytes).asReadOnlyBuffer()));
        }
      }
    }
    return batches;
  }

  /** Stops, small state, then peers: as a node pulls that was away. */
  void pull(Node from, long sinceMillis) {
    pullStops(from, sinceMillis);
    int part = 0;
    while (part != Exchange.NO_MORE) {
      part =
          from.exchange.state(
              part, 1 << 16, batch -> exchange.apply(Exchange.STATE_SHARD, ByteBuffer.wrap(batch)));
    }
    exchange.merge(from.saved(sinceMillis));
  }

  void pullStops(Node from, long sinceMillis) {
    int next = 0;
    while (next != Exchange.NO_MORE) {
      next =
          from.exchange.stops(
              next,
              sinceMillis,
              batch -> exchange.apply(Exchange.ANY_SHARD, ByteBuffer.wrap(batch)));
    }
  }

  ByteBuffer saved(long sinceMillis) {
    SwarmBuffer buffer = new SwarmBuffer();
    for (int stripe = 0; stripe < exchange.stripes(); stripe++) {
      exchange.save(stripe, (int) (sinceMillis / 60_000), buffer);
    }
    return buffer.written();
  }

  /** All peers with their flags, and all downloads, read from a snapshot by its description. */
  Map<String, Integer> contents() {
    SwarmBuffer buffer = new SwarmBuffer();
    for (int stripe = 0; stripe < table.stripes(); stripe++) {
      table.save(stripe, buffer);
    }
    Map<String, Integer> contents = new HashMap<>();
    ByteBuffer in = buffer.written();
    while (in.hasRemaining()) {
      String swarm = name(in.getLong(), in.getLong(), in.getInt());
      int downloads = in.getInt();
      if (downloads > 0) {
        contents.put(swarm + " downloads", downloads);
      }
      in.getInt();
      int size4 = in.getInt();
      int leechers4 = in.getInt();
      int size6 = in.getInt();
      int leechers6 = in.getInt();
      for (int i = 0; i < size4; i++) {
        long low = 0xFFFF_0000_0000L | (in.getInt() & 0xFFFF_FFFFL);
        put(contents, swarm, 0, low, in, i < leechers4);
      }
      for (int i = 0; i < size6; i++) {
        put(contents, swarm, in.getLong(), in.getLong(), in, i < leechers6);
      }
    }
    return contents;
  }

  static String name(long hash0, long hash1, int hash2) {
    return hash0 + "/" + hash1 + "/" + hash2;
  }

  static String name(PeerChange peer) {
    return name(peer.hash0, peer.hash1, peer.hash2)
        + name(peer.addressHigh, peer.addressLow, peer.port);
  }

  private static void put(
      Map<String, Integer> to, String swarm, long high, long low, ByteBuffer in, boolean leecher) {
    String peer = swarm + name(high, low, in.getShort() & 0xFFFF);
    int meta = in.getShort();
    int flags = (leecher ? PeerChange.LEECHER : 0) | ((meta & 2) != 0 ? PeerChange.PARTIAL : 0);
    if (to.put(peer, flags | ((meta & 1) != 0 ? PeerChange.SNATCHED : 0)) != null) {
      throw new AssertionError("a peer is there twice: " + peer);
    }
  }

  record Peer(int host, int port, boolean ipv4) {}

  record Batch(int shard, ByteBuffer bytes) {}
}
