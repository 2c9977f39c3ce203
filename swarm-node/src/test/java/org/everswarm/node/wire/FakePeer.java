package org.everswarm.node.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.PeerId;

/** The other end of a connection that is no socket. */
final class FakePeer {

  static final PeerId ITS_ID = new PeerId(11, 12, 13);

  /** A message we sent: its id, or -1 for a keep-alive, and its payload in hexadecimal. */
  record Sent(int id, String payload) {}

  final EmbeddedChannel channel;
  private final ByteBuf inbox = Unpooled.buffer();

  private FakePeer(WireFixture fixture, PeerHandshake handshake) {
    fixture.peers.add(this);
    channel = new EmbeddedChannel();
    channel
        .config()
        .setWriteBufferWaterMark(
            new WriteBufferWaterMark(Uploader.LOW_WATER_BYTES, Uploader.HIGH_WATER_BYTES));
    channel.pipeline().addLast(handshake);
  }

  static FakePeer caller(WireFixture fixture, Endpoint from) {
    assertTrue(fixture.wire.pending(Direction.INBOUND).enter(from.address()));
    return new FakePeer(fixture, PeerHandshake.ofCaller(fixture.loop, from));
  }

  static FakePeer called(WireFixture fixture, Endpoint peer, InfoHash infoHash, Runnable ended) {
    assertTrue(fixture.wire.pending(Direction.OUTBOUND).enter(peer.address()));
    return new FakePeer(fixture, PeerHandshake.ofCalled(fixture.loop, peer, infoHash, ended));
  }

  /** A caller that is served already, with our opening messages read. */
  static FakePeer served(WireFixture fixture, InfoHash infoHash, boolean fast) {
    if (infoHash.equals(WireFixture.GATED)) {
      fixture.admit(WireFixture.ALICE, 7, 3_600);
    }
    FakePeer peer = caller(fixture, WireFixture.ALICE);
    peer.send(handshake(infoHash, fast, true));
    peer.readHandshake();
    peer.readMessages();
    return peer;
  }

  static ByteBuf handshake(InfoHash infoHash, boolean fast, boolean extended) {
    ByteBuf out = Unpooled.buffer();
    new Handshake(fast, extended, infoHash, ITS_ID).writeTo(out);
    return out;
  }

  void send(ByteBuf bytes) {
    channel.writeInbound(bytes);
    channel.runPendingTasks();
  }

  /** Sends bytes given in hexadecimal. */
  void send(String hex) {
    send(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", ""))));
  }

  void request(BlockRequest... blocks) {
    ByteBuf out = Unpooled.buffer();
    for (BlockRequest block : blocks) {
      writeBlock(out, MessageId.REQUEST, block);
    }
    send(out);
  }

  void cancel(BlockRequest block) {
    ByteBuf out = Unpooled.buffer();
    writeBlock(out, MessageId.CANCEL, block);
    send(out);
  }

  static void writeBlock(ByteBuf out, int id, BlockRequest block) {
    out.writeInt(13).writeByte(id);
    out.writeInt(block.piece()).writeInt(block.begin()).writeInt(block.length());
  }

  private void receive() {
    channel.runPendingTasks();
    ByteBuf out = channel.readOutbound();
    while (out != null) {
      inbox.writeBytes(out);
      out.release();
      out = channel.readOutbound();
    }
  }

  int receivedBytes() {
    receive();
    return inbox.readableBytes();
  }

  Handshake readHandshake() {
    receive();
    Handshake read = Handshake.read(inbox);
    if (read == null) {
      throw new AssertionError("no handshake");
    }
    return read;
  }

  List<Sent> readMessages() {
    receive();
    List<Sent> messages = new ArrayList<>();
    while (inbox.isReadable()) {
      byte[] frame = new byte[inbox.readInt()];
      inbox.readBytes(frame);
      messages.add(
          frame.length == 0
              ? new Sent(-1, "")
              : new Sent(frame[0], HexFormat.of().formatHex(frame, 1, frame.length)));
    }
    return messages;
  }

  void hangUp() {
    channel.finishAndReleaseAll();
  }

  void assertClosed() {
    channel.runPendingTasks();
    assertFalse(channel.isOpen(), "still open");
  }

  void assertOpen() {
    channel.runPendingTasks();
    assertTrue(channel.isOpen(), "closed");
  }

  void assertClosedWithoutAByte() {
    assertEquals(0, receivedBytes());
    assertClosed();
  }
}
