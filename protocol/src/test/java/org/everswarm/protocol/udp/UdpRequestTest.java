package org.everswarm.protocol.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.PeerId;
import org.everswarm.protocol.udp.UdpRequest.Announce;
import org.everswarm.protocol.udp.UdpRequest.Connect;
import org.everswarm.protocol.udp.UdpRequest.Scrape;
import org.junit.jupiter.api.Test;

class UdpRequestTest {

  private static final InfoHash HASH = new InfoHash(1, -2, 3);
  private static final PeerId PEER = new PeerId(-4, 5, -6);

  @Test
  void writesAConnectAsBep15SaysIt() {
    assertEquals("0000041727101980" + "00000000" + "01020304", hex(new Connect(0x01020304)));
  }

  @Test
  void writesAnAnnounceAsBep15SaysIt() {
    Announce announce =
        new Announce(
            0x1111111111111111L,
            0x22222222,
            HASH,
            PEER,
            0x33,
            0x44,
            0x55,
            AnnounceEvent.COMPLETED,
            0x0A000001,
            0x66666666,
            -1,
            0xFFFE,
            "");
    assertEquals(
        "1111111111111111"
            + "00000001"
            + "22222222"
            + "0000000000000001fffffffffffffffe00000003"
            + "fffffffffffffffc0000000000000005fffffffa"
            + "0000000000000033"
            + "0000000000000044"
            + "0000000000000055"
            + "00000001"
            + "0a000001"
            + "66666666"
            + "ffffffff"
            + "fffe",
        hex(announce));
  }

  @Test
  void writesAScrapeAsBep15SaysIt() {
    assertEquals(
        "1111111111111111"
            + "00000002"
            + "22222222"
            + "0000000000000001fffffffffffffffe00000003".repeat(2),
        hex(new Scrape(0x1111111111111111L, 0x22222222, List.of(HASH, HASH))));
  }

  @Property
  void readsTheAnnounceItWrites(
      @ForAll long word,
      @ForAll int number,
      @ForAll AnnounceEvent event,
      @ForAll @IntRange(max = 0xFFFF) int port,
      @ForAll @AlphaChars @StringLength(max = 400) String url) {
    Announce announce =
        new Announce(
            word,
            number,
            new InfoHash(word, ~word, number),
            new PeerId(~word, word, ~number),
            word + 1,
            word + 2,
            word + 3,
            event,
            number + 1,
            number + 2,
            number + 3,
            port,
            url);
    assertEquals(announce, UdpRequest.decode(bytes(announce)));
  }

  @Property
  void readsTheScrapeItWrites(@ForAll long id, @ForAll @IntRange(min = 1, max = 74) int count) {
    Scrape scrape = new Scrape(id, 7, Collections.nCopies(count, new InfoHash(id, 1, 2)));
    assertEquals(scrape, UdpRequest.decode(bytes(scrape)));
  }

  @Test
  void readsTheHundredBytesOfAria2() {
    ByteBuf in = bytes(announce(0, AnnounceEvent.STARTED)).writeShort(0);
    assertEquals(100, in.readableBytes());
    assertEquals("", assertInstanceOf(Announce.class, UdpRequest.decode(in)).urlData());
  }

  @Test
  void readsFromTheReaderIndexAndLeavesIt() {
    ByteBuf in = Unpooled.buffer().writeByte(9);
    Announce announce = announce(1, AnnounceEvent.NONE);
    announce.encode(in);
    in.readByte();
    assertEquals(announce, UdpRequest.decode(in));
    assertEquals(1, in.readerIndex());
  }

  @Test
  void takesAnUnknownEventForNone() {
    ByteBuf in = bytes(announce(1, AnnounceEvent.STARTED));
    in.setInt(80, 77);
    assertEquals(
        AnnounceEvent.NONE, assertInstanceOf(Announce.class, UdpRequest.decode(in)).event());
  }

  @Test
  void refusesEveryTruncation() {
    for (UdpRequest request : List.of(new Connect(1), announce(1, AnnounceEvent.NONE), scrape(1))) {
      ByteBuf whole = bytes(request);
      assertNotNull(UdpRequest.decode(whole));
      for (int length = 0; length < whole.readableBytes(); length++) {
        assertNull(UdpRequest.decode(whole.slice(0, length)), request + " cut to " + length);
      }
    }
  }

  @Test
  void refusesWhatIsNoRequest() {
    assertNull(UdpRequest.decode(bytes(new Connect(1)).setLong(0, 0x41727101981L)));
    assertNull(UdpRequest.decode(bytes(new Connect(1)).setInt(8, 3)));
    assertNull(UdpRequest.decode(bytes(new Connect(1)).setInt(8, -1)));
    assertNull(UdpRequest.decode(bytes(scrape(75))));
    assertNull(UdpRequest.decode(bytes(announce(1, AnnounceEvent.NONE)).writeByte(2)));
  }

  @Property(tries = 20_000)
  void readsAnyDatagramWithoutAnException(
      @ForAll @Size(max = 140) byte[] datagram, @ForAll @IntRange(max = 4) int action) {
    if (datagram.length >= 12) {
      datagram[8] = datagram[9] = datagram[10] = 0;
      datagram[11] = (byte) action;
    }
    UdpRequest request = UdpRequest.decode(Unpooled.wrappedBuffer(datagram));
    if (request != null) {
      assertEquals(request, UdpRequest.decode(bytes(request)));
    }
  }

  private static Announce announce(int port, AnnounceEvent event) {
    return new Announce(1, 2, HASH, PEER, 3, 4, 5, event, 0, 6, 7, port, "");
  }

  private static Scrape scrape(int count) {
    return new Scrape(1, 2, Collections.nCopies(count, HASH));
  }

  private static ByteBuf bytes(UdpRequest request) {
    ByteBuf out = Unpooled.buffer();
    request.encode(out);
    return out;
  }

  private static String hex(UdpRequest request) {
    return ByteBufUtil.hexDump(bytes(request));
  }
}
