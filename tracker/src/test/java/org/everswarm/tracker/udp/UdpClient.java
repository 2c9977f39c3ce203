package org.everswarm.tracker.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.PeerId;
import org.everswarm.protocol.udp.UdpReply;
import org.everswarm.protocol.udp.UdpRequest;

/** A blocking BEP 15 client. */
final class UdpClient implements AutoCloseable {

  static final int WAIT_MILLIS = 60_000;

  private static final int SILENCE_MILLIS = 150;
  private static final PeerId PEER_ID = new PeerId(1, 2, 3);

  private final DatagramSocket socket;
  private final InetSocketAddress server;
  private final boolean ipv6;
  private int transactionId = 77;

  UdpClient(String local, InetSocketAddress server) {
    try {
      socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(local), 0));
      socket.setReceiveBufferSize(1 << 20);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.ipv6 = local.contains(":");
    this.server = new InetSocketAddress(local(local), server.getPort());
  }

  private static InetAddress local(String local) {
    try {
      return InetAddress.getByName(local.contains(":") ? "::1" : "127.0.0.1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return socket.getLocalPort();
  }

  int nextTransactionId() {
    return ++transactionId;
  }

  long connect() {
    var reply = ask(new UdpRequest.Connect(nextTransactionId()));
    return assertInstanceOf(UdpReply.ConnectReply.class, reply).connectionId();
  }

  UdpReply.AnnounceReply announce(long connectionId, InfoHash hash, int port, String urlData) {
    UdpReply reply = ask(announcing(connectionId, hash, port, urlData));
    return assertInstanceOf(UdpReply.AnnounceReply.class, reply);
  }

  String refusal(long connectionId, InfoHash hash, String urlData) {
    UdpReply reply = ask(announcing(connectionId, hash, 6881, urlData));
    return assertInstanceOf(UdpReply.ErrorReply.class, reply).message();
  }

  UdpRequest.Announce announcing(long connectionId, InfoHash hash, int port, String urlData) {
    return new UdpRequest.Announce(
        connectionId,
        nextTransactionId(),
        hash,
        PEER_ID,
        0,
        1,
        0,
        AnnounceEvent.STARTED,
        0x01020304,
        0,
        -1,
        port,
        urlData);
  }

  UdpReply ask(UdpRequest request) {
    send(request);
    UdpReply reply =
        receive(WAIT_MILLIS)
            .map(bytes -> UdpReply.decode(Unpooled.wrappedBuffer(bytes), ipv6))
            .orElseThrow(() -> new AssertionError("no reply to " + request));
    assertEquals(request.transactionId(), reply.transactionId());
    return reply;
  }

  void send(UdpRequest request) {
    ByteBuf out = Unpooled.buffer();
    request.encode(out);
    send(ByteBufUtil.getBytes(out));
  }

  void send(byte[] bytes) {
    try {
      socket.send(new DatagramPacket(bytes, bytes.length, server));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What comes next, or nothing for long enough. */
  Optional<byte[]> receive() {
    return receive(SILENCE_MILLIS);
  }

  Optional<byte[]> receive(int waitMillis) {
    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
    try {
      socket.setSoTimeout(waitMillis);
      socket.receive(packet);
    } catch (SocketTimeoutException silence) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
  }

  @Override
  public void close() {
    socket.close();
  }
}
