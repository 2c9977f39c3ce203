package org.everswarm.node.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.PeerId;

class WireDecoderTest {

  @Property
  void aHandshakeReadsBackAsWritten(
      @ForAll boolean fast, @ForAll boolean extended, @ForAll @Size(40) byte[] ids) {
    Handshake handshake =
        new Handshake(fast, extended, InfoHash.of(ids), PeerId.of(ids, InfoHash.LENGTH));
    ByteBuf bytes = Unpooled.buffer();
    handshake.writeTo(bytes);
    assertEquals(Handshake.LENGTH, bytes.readableBytes());
    assertTrue(Handshake.mayBegin(bytes));
    assertEquals(handshake, Handshake.read(bytes));
  }

  @Property
  void randomBytesNeverThrowAndNeverLoop(
      @ForAll @Size(max = 4_000) byte[] bytes,
      @ForAll @IntRange(min = 1, max = 70_000) int pieces) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    assertTrue(decode(new WireDecoder(pieces), in).size() <= bytes.length);
    Handshake.mayBegin(Unpooled.wrappedBuffer(bytes));
  }

  /** Frames with a plausible length and id go deeper than noise. */
  @Property
  void plausibleFramesNeverThrowAndReadTheSameInAnyChunks(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int pieces) {
    byte[] stream = stream(new Random(seed));
    List<WireMessage> whole = decode(new WireDecoder(pieces), Unpooled.wrappedBuffer(stream));

    Random chunks = new Random(~seed);
    WireDecoder decoder = new WireDecoder(pieces);
    List<WireMessage> inChunks = new ArrayList<>();
    ByteBuf arrived = Unpooled.buffer();
    int at = 0;
    while (at < stream.length) {
      int more = Math.min(stream.length - at, 1 + chunks.nextInt(40));
      arrived.writeBytes(stream, at, more);
      at += more;
      inChunks.addAll(decode(decoder, arrived));
      if (!inChunks.isEmpty() && last(inChunks) instanceof WireMessage.Malformed) {
        break;
      }
    }
    assertEquals(whole, inChunks);
  }

  @Property
  void blocksReadBackAsWritten(
      @ForAll int piece, @ForAll int begin, @ForAll int length, @ForAll boolean cancel) {
    BlockRequest block = new BlockRequest(piece, begin, length);
    ByteBuf bytes = Unpooled.buffer();
    FakePeer.writeBlock(bytes, cancel ? MessageId.CANCEL : MessageId.REQUEST, block);
    WireMessage expected = cancel ? new WireMessage.Cancel(block) : new WireMessage.Request(block);
    assertEquals(expected, new WireDecoder(9).next(bytes));
    assertEquals(0, bytes.readableBytes());
  }

  @Property
  void aBitfieldIsCountedAndItsSpareBitsMustBeClear(
      @ForAll @IntRange(min = 1, max = 100) int pieces, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] bits = new byte[(pieces + 7) / 8];
    random.nextBytes(bits);
    int set = 0;
    int spare = 0;
    for (int bit = 0; bit < 8 * bits.length; bit++) {
      boolean on = (bits[bit >> 3] & (0x80 >> (bit & 7))) != 0;
      set += on && bit < pieces ? 1 : 0;
      spare += on && bit >= pieces ? 1 : 0;
    }
    ByteBuf bytes = Unpooled.buffer();
    WireWriter.bitfield(bytes, bits);
    WireMessage expected =
        spare == 0
            ? new WireMessage.Bitfield(set)
            : new WireMessage.Malformed(CloseReason.BAD_BITFIELD);
    assertEquals(expected, new WireDecoder(pieces).next(bytes));
  }

  @Property
  void anyExtensionHandshakeIsReadOrPassedOver(@ForAll @Size(max = 300) byte[] payload) {
    ByteBuf bytes = Unpooled.buffer();
    WireWriter.extended(bytes, 0, payload);
    assertNotNull(new WireDecoder(9).next(bytes));
    assertEquals(0, bytes.readableBytes());
  }

  @Example
  void aFrameIsNotReadBeforeItIsThere() {
    ByteBuf bytes = Unpooled.buffer().writeInt(13).writeByte(MessageId.REQUEST).writeZero(11);
    WireDecoder decoder = new WireDecoder(9);
    assertNull(decoder.next(bytes));
    assertEquals(
        new WireMessage.Request(new BlockRequest(0, 0, 1)), decoder.next(bytes.writeByte(1)));
  }

  private static List<WireMessage> decode(WireDecoder decoder, ByteBuf in) {
    List<WireMessage> messages = new ArrayList<>();
    WireMessage message = decoder.next(in);
    while (message != null) {
      messages.add(message);
      message = message instanceof WireMessage.Malformed ? null : decoder.next(in);
    }
    return messages;
  }

  private static byte[] stream(Random random) {
    ByteBuf out = Unpooled.buffer();
    for (int i = 0; i < 30; i++) {
      int id = random.nextInt(24);
      int length = random.nextInt(20) == 0 ? random.nextInt(64) : usualLength(id, random);
      byte[] body = new byte[Math.max(0, length - 1)];
      random.nextBytes(body);
      out.writeInt(length);
      if (length > 0) {
        out.writeByte(id).writeBytes(body);
      }
    }
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  private static int usualLength(int id, Random random) {
    return switch (id) {
      case MessageId.HAVE, MessageId.SUGGEST, MessageId.ALLOWED_FAST -> 5;
      case MessageId.REQUEST, MessageId.CANCEL, MessageId.REJECT -> 13;
      case MessageId.PORT -> 3;
      case MessageId.PIECE -> 9 + random.nextInt(300);
      case MessageId.EXTENDED -> 2 + random.nextInt(100);
      default -> 1;
    };
  }

  private static WireMessage last(List<WireMessage> messages) {
    return messages.get(messages.size() - 1);
  }
}
