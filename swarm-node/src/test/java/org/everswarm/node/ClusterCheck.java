package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.fail;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.everswarm.node.PeerBook.Peer;
import org.everswarm.node.PeerBook.Told;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.PeerId;
import org.everswarm.protocol.SwarmCounts;
import org.everswarm.protocol.udp.UdpReply;
import org.everswarm.protocol.udp.UdpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Compares what nodes answer with the {@link PeerBook}: every live peer is in the replies and
 * counted, nobody is that stopped or never was there. While nobody announces.
 */
final class ClusterCheck {

  private static final int EVERYONE = 74;
  private static final int REPLY_MILLIS = 500;
  private static final int ATTEMPTS = 20;
  private static final int SHOWN = 12;

  private final PeerBook book;
  private final int port;

  ClusterCheck(PeerBook book, int port) {
    this.book = book;
    this.port = port;
  }

  /** How long it took until all of these nodes agreed with the book; fails beyond the limit. */
  double awaitAgreement(Collection<ClusterHost> nodes, int limitSeconds) {
    long begun = System.nanoTime();
    while (true) {
      // What is seen to differ was so when this pass began, however long it takes to compare.
      double seconds = (System.nanoTime() - begun) / 1e9;
      List<String> wrong = new ArrayList<>();
      nodes.forEach(node -> wrong.addAll(differences(node)));
      if (wrong.isEmpty()) {
        return seconds;
      }
      if (seconds > limitSeconds) {
        List<String> some = wrong.subList(0, Math.min(SHOWN, wrong.size()));
        return fail(
            "%d differences after %.1f s\n%s"
                .formatted(wrong.size(), seconds, String.join("\n", some)));
      }
      RunningProgram.sleepMillis(50);
    }
  }

  /** What a node answers and should not, or does not and should. */
  List<String> differences(ClusterHost node) {
    List<String> wrong = new ArrayList<>();
    synchronized (book) {
      try {
        peers(node, false, wrong);
        peers(node, true, wrong);
        counts(node, wrong);
      } catch (IOException silent) {
        wrong.add(node + ": " + silent);
      }
    }
    return wrong.stream().map(difference -> node + " " + difference).toList();
  }

  private void peers(ClusterHost node, boolean ipv6, List<String> wrong) throws IOException {
    Endpoint from = book.swarms().get(0).observer(ipv6).endpoint();
    String address = ipv6 ? node.address6() : node.address();
    try (Asker asker = new Asker(from, new InetSocketAddress(address, port), ipv6)) {
      for (PeerBook.Swarm swarm : book.swarms()) {
        compare(swarm.peers(ipv6), asker.peers(swarm.infoHash(), from.port()), wrong);
        swarm.observer(ipv6).told(Told.LEECHING, node.number());
      }
    }
  }

  private static void compare(List<Peer> known, List<Endpoint> answered, List<String> wrong) {
    Map<Endpoint, Peer> byEndpoint = new HashMap<>();
    known.forEach(peer -> byEndpoint.put(peer.endpoint(), peer));
    Set<Endpoint> named = new HashSet<>(answered);
    if (named.size() != answered.size()) {
      wrong.add("names a peer twice: " + answered);
    }
    for (Endpoint endpoint : named) {
      Peer peer = byEndpoint.get(endpoint);
      if (peer == null) {
        wrong.add("invents " + endpoint);
      } else if (!peer.isLive() && !peer.isDoubtful()) {
        wrong.add("keeps " + peer);
      }
    }
    for (Peer peer : known) {
      if (peer.isLive() && !peer.isDoubtful() && !named.contains(peer.endpoint())) {
        wrong.add("lacks " + peer);
      }
    }
  }

  private void counts(ClusterHost node, List<String> wrong) throws IOException {
    Endpoint from = book.swarms().get(0).observer(false).endpoint();
    try (Asker asker = new Asker(from, new InetSocketAddress(node.address(), port), false)) {
      List<SwarmCounts> counts =
          asker.scrape(book.swarms().stream().map(PeerBook.Swarm::infoHash).toList());
      for (int i = 0; i < PeerBook.SWARMS; i++) {
        PeerBook.Swarm swarm = book.swarms().get(i);
        if (swarm.peers().stream().noneMatch(Peer::isDoubtful)) {
          long seeders = told(swarm, Told.SEEDING);
          long leechers = told(swarm, Told.LEECHING) + 2; // and the observers
          SwarmCounts count = counts.get(i);
          if (count.seeders() != seeders || count.leechers() != leechers) {
            wrong.add("counts " + count + ", not " + seeders + " and " + leechers);
          }
        }
      }
    }
  }

  private static long told(PeerBook.Swarm swarm, Told what) {
    return swarm.peers().stream().filter(peer -> peer.told() == what).count();
  }

  /** Asks one node from one address, one request at a time. */
  private static final class Asker implements AutoCloseable {

    private final DatagramSocket socket;
    private final boolean ipv6;
    private final long connectionId;
    private int transaction;

    Asker(Endpoint from, InetSocketAddress node, boolean ipv6) throws IOException {
      this.ipv6 = ipv6;
      socket = new DatagramSocket(new InetSocketAddress(from.address().toInetAddress(), 0));
      socket.connect(node);
      socket.setSoTimeout(REPLY_MILLIS);
      if (exchange(new UdpRequest.Connect(0)) instanceof UdpReply.ConnectReply connected) {
        connectionId = connected.connectionId();
      } else {
        throw new IOException("no connection id");
      }
    }

    List<Endpoint> peers(InfoHash infoHash, int observerPort) throws IOException {
      UdpReply reply =
          exchange(
              new UdpRequest.Announce(
                  connectionId,
                  ++transaction,
                  infoHash,
                  new PeerId(1, 2, observerPort),
                  0,
                  1_000,
                  0,
                  AnnounceEvent.NONE,
                  0,
                  9,
                  EVERYONE,
                  observerPort,
                  ""));
      if (reply instanceof UdpReply.AnnounceReply peers) {
        return peers.peers();
      }
      throw new IOException("no peers but " + reply);
    }

    List<SwarmCounts> scrape(List<InfoHash> infoHashes) throws IOException {
      UdpReply reply = exchange(new UdpRequest.Scrape(connectionId, ++transaction, infoHashes));
      if (reply instanceof UdpReply.ScrapeReply counts) {
        return counts.swarms();
      }
      throw new IOException("no counts but " + reply);
    }

    private UdpReply exchange(UdpRequest request) throws IOException {
      byte[] datagram = UdpAnnouncer.bytes(request);
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        socket.send(new DatagramPacket(datagram, datagram.length));
        UdpReply reply = awaitReply(request.transactionId());
        if (reply != null) {
          return reply;
        }
      }
      throw new SocketTimeoutException("no answer, asked " + ATTEMPTS + " times");
    }

    private @Nullable UdpReply awaitReply(int transactionId) throws IOException {
      DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REPLY_MILLIS);
      while (System.nanoTime() < deadline) {
        try {
          socket.receive(packet);
        } catch (SocketTimeoutException silent) {
          return null;
        }
        UdpReply reply =
            UdpReply.decode(Unpooled.wrappedBuffer(packet.getData(), 0, packet.getLength()), ipv6);
        if (reply != null && reply.transactionId() == transactionId) {
          return reply;
        }
      }
      return null;
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}
