package org.everswarm.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.PeerId;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.udp.UdpReply;

/**
 * Someone with a receipt at an address of the loopback device that is nobody else's: whom a
 * swarm-node serves is known by the address.
 */
record Buyer(InetAddress address, ReceiptToken receipt, InfoHash film) {

  /** Nobody listens there: a buyer calls the swarm-node, and cannot be called. */
  private static final int CLOSED_PORT = 1_025;

  /** Announces over UDP, with the receipt, to a tracker on loopback. */
  UdpReply announce(TrackerProcess tracker) throws IOException {
    try (UdpAnnouncer client = announcer(tracker)) {
      return announce(client, client.connect());
    }
  }

  UdpAnnouncer announcer(TrackerProcess tracker) throws IOException {
    return new UdpAnnouncer(
        new InetSocketAddress(address, 0),
        new InetSocketAddress(tracker.host().address(), tracker.udpPort()));
  }

  UdpReply announce(UdpAnnouncer client, long connectionId) throws IOException {
    return client.announce(connectionId, film, CLOSED_PORT, "/announce?receipt=" + receipt.text());
  }

  /** Calls a swarm-node; whether it let this buyer in and sent a block. */
  boolean isServedBy(NodeProcess node) {
    try (SmallLeecher leecher = leecher()) {
      return leecher.fetchFrom(node.wirePort()) == SmallLeecher.BLOCK_LENGTH;
    } catch (IOException hungUp) {
      return false;
    }
  }

  SmallLeecher leecher() throws IOException {
    return new SmallLeecher(address, film, new PeerId(receipt.receiptId(), 2, 3));
  }
}
