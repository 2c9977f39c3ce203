package org.everswarm.node;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.PeerId;
import org.everswarm.protocol.udp.UdpReply;
import org.everswarm.protocol.udp.UdpRequest;

/** A plain BEP 15 client: one socket, one request at a time. */
final class UdpAnnouncer implements AutoCloseable {

  private static final int REPLY_MILLIS = 1_000;
  private static final int ATTEMPTS = 20;

  private final DatagramSocket socket;
  private final InetSocketAddress tracker;

  UdpAnnouncer(InetSocketAddress local, InetSocketAddress tracker) throws IOException {
    this.socket = new DatagramSocket(local);
    this.tracker = tracker;
    socket.setSoTimeout(REPLY_MILLIS);
  }

  long connect() throws IOException {
    if (exchange(new UdpRequest.Connect(1)) instanceof UdpReply.ConnectReply reply) {
      return reply.connectionId();
    }
    throw new IOException("no connection id");
  }

  /** Announces a leecher; URL data is empty or as in BEP 41. */
  UdpReply announce(long connectionId, InfoHash infoHash, int port, String urlData)
      throws IOException {
    return exchange(announcement(connectionId, infoHash, port, urlData));
  }

  static UdpRequest announcement(long connectionId, InfoHash infoHash, int port, String urlData) {
    PeerId peerId = new PeerId(1, 2, 3);
    return new UdpRequest.Announce(
        connectionId, 2, infoHash, peerId, 0, 1, 0, AnnounceEvent.STARTED, 0, 7, 50, port, urlData);
  }

  void send(byte[] datagram) throws IOException {
    socket.send(new DatagramPacket(datagram, datagram.length, tracker));
  }

  /** Sends again when nothing comes back, as BEP 15 asks: datagrams get lost under load. */
  private UdpReply exchange(UdpRequest request) throws IOException {
    for (int attempt = 1; ; attempt++) {
      send(bytes(request));
      try {
        return receive(request.transactionId());
      } catch (SocketTimeoutException lost) {
        if (attempt == ATTEMPTS) {
          throw lost;
        }
      }
    }
  }

  /** An answer may come after it was given up for lost, and before the next. */
  private UdpReply receive(int transactionId) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    while (true) {
      socket.receive(packet);
      UdpReply reply =
          requireNonNull(
              UdpReply.decode(
                  Unpooled.wrappedBuffer(packet.getData(), 0, packet.getLength()), false));
      if (reply.transactionId() == transactionId) {
        return reply;
      }
    }
  }

  static byte[] bytes(UdpRequest request) {
    ByteBuf out = Unpooled.buffer();
    request.encode(out);
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  @Override
  public void close() {
    socket.close();
  }
}
