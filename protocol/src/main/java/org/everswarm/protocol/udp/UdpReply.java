package org.everswarm.protocol.udp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.SwarmCounts;
import org.jspecify.annotations.Nullable;

/** A datagram from a tracker (BEP 15), as a value: for clients, load and tests. */
public sealed interface UdpReply {

  /** Which request it answers. */
  int transactionId();

  /** Appends the datagram. */
  void encode(ByteBuf out);

  /**
   * Reads a whole datagram and leaves the indexes alone; null when it is malformed.
   *
   * @param ipv6 whether it came over IPv6, which alone tells how long a peer is
   */
  static @Nullable UdpReply decode(ByteBuf in, boolean ipv6) {
    ByteBuf body = in.slice();
    if (body.readableBytes() < 8) {
      return null;
    }
    int action = body.readInt();
    int transactionId = body.readInt();
    return switch (action) {
      case UdpLayout.ACTION_CONNECT -> ConnectReply.decode(transactionId, body);
      case UdpLayout.ACTION_ANNOUNCE -> AnnounceReply.decode(transactionId, body, ipv6);
      case UdpLayout.ACTION_SCRAPE -> ScrapeReply.decode(transactionId, body);
      case UdpLayout.ACTION_ERROR ->
          new ErrorReply(transactionId, body.toString(StandardCharsets.UTF_8));
      default -> null;
    };
  }

  /** Gives a connection id. */
  record ConnectReply(int transactionId, long connectionId) implements UdpReply {

    @Override
    public void encode(ByteBuf out) {
      UdpLayout.writeConnectReply(out, transactionId, connectionId);
    }

    private static @Nullable ConnectReply decode(int transactionId, ByteBuf body) {
      return body.readableBytes() < 8 ? null : new ConnectReply(transactionId, body.readLong());
    }
  }

  /**
   * Gives peers, all of one family.
   *
   * @param ipv6 whether peers are written as IPv6 addresses; else all of them are IPv4
   */
  record AnnounceReply(
      int transactionId,
      int intervalSeconds,
      int leechers,
      int seeders,
      boolean ipv6,
      List<Endpoint> peers)
      implements UdpReply {

    private static final int COUNTS_LENGTH = 12;

    public AnnounceReply {
      peers = List.copyOf(peers);
      if (!ipv6 && !peers.stream().allMatch(peer -> peer.address().isIpv4())) {
        throw new IllegalArgumentException("a UDP reply over IPv4 has IPv4 peers only");
      }
    }

    @Override
    public void encode(ByteBuf out) {
      UdpLayout.writeAnnounceHead(out, transactionId, intervalSeconds, leechers, seeders);
      for (Endpoint peer : peers) {
        CompactPeers.write(out, peer, ipv6);
      }
    }

    private static @Nullable AnnounceReply decode(int transactionId, ByteBuf body, boolean ipv6) {
      int peersLength = body.readableBytes() - COUNTS_LENGTH;
      if (peersLength < 0 || peersLength % CompactPeers.length(ipv6) != 0) {
        return null;
      }
      int intervalSeconds = body.readInt();
      int leechers = body.readInt();
      int seeders = body.readInt();
      List<Endpoint> peers = CompactPeers.read(body, ipv6);
      return new AnnounceReply(transactionId, intervalSeconds, leechers, seeders, ipv6, peers);
    }
  }

  /**
   * Gives the counts of the swarms asked for, in that order. The wire has no {@code downloaders}
   * (BEP 21): read, they are as many as the leechers.
   */
  record ScrapeReply(int transactionId, List<SwarmCounts> swarms) implements UdpReply {

    private static final int COUNTS_LENGTH = 12;

    public ScrapeReply {
      swarms = List.copyOf(swarms);
    }

    @Override
    public void encode(ByteBuf out) {
      UdpLayout.writeScrapeHead(out, transactionId);
      for (SwarmCounts swarm : swarms) {
        UdpLayout.writeScrapeCounts(out, swarm.seeders(), swarm.downloads(), swarm.leechers());
      }
    }

    private static @Nullable ScrapeReply decode(int transactionId, ByteBuf body) {
      if (body.readableBytes() % COUNTS_LENGTH != 0) {
        return null;
      }
      List<SwarmCounts> swarms = new ArrayList<>(body.readableBytes() / COUNTS_LENGTH);
      while (body.isReadable()) {
        int seeders = body.readInt();
        int downloads = body.readInt();
        int leechers = body.readInt();
        swarms.add(new SwarmCounts(seeders, downloads, leechers, leechers));
      }
      return new ScrapeReply(transactionId, swarms);
    }
  }

  /** Tells why not. */
  record ErrorReply(int transactionId, String message) implements UdpReply {

    @Override
    public void encode(ByteBuf out) {
      UdpLayout.writeError(out, transactionId, message.getBytes(StandardCharsets.UTF_8));
    }
  }
}
