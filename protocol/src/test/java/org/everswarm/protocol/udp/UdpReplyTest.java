package org.everswarm.protocol.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.SwarmCounts;
import org.everswarm.protocol.udp.UdpReply.AnnounceReply;
import org.everswarm.protocol.udp.UdpReply.ConnectReply;
import org.everswarm.protocol.udp.UdpReply.ErrorReply;
import org.everswarm.protocol.udp.UdpReply.ScrapeReply;
import org.junit.jupiter.api.Test;

class UdpReplyTest {

  private static final Endpoint PEER4 = new Endpoint(IpAddress.ofIpv4(0x0A000001), 0xFFFE);
  private static final Endpoint PEER6 = new Endpoint(new IpAddress(0x20010DB8L << 32, 1), 2);

  @Test
  void writesRepliesAsBep15SaysThem() {
    assertEquals("00000000" + "00000007" + "0000000000000008", hex(new ConnectReply(7, 8)));
    assertEquals(
        "00000001" + "00000007" + "00000708" + "00000002" + "00000003" + "0a000001fffe",
        hex(new AnnounceReply(7, 1800, 2, 3, false, List.of(PEER4))));
    assertEquals(
        "00000002" + "00000007" + "00000001" + "00000002" + "00000003",
        hex(new ScrapeReply(7, List.of(new SwarmCounts(1, 2, 3, 3)))));
    assertEquals("00000003" + "00000007" + "6e6f", hex(new ErrorReply(7, "no")));
  }

  @Test
  void readsWhatItWrites() {
    assertRead(new ConnectReply(-1, -2), false);
    assertRead(new AnnounceReply(-1, 2, 3, 4, false, List.of()), false);
    assertRead(new AnnounceReply(-1, 2, 3, 4, false, List.of(PEER4, PEER4)), false);
    assertRead(new AnnounceReply(-1, 2, 3, 4, true, List.of(PEER6, PEER4, PEER6)), true);
    assertRead(new ScrapeReply(-1, List.of()), false);
    assertRead(new ScrapeReply(-1, List.of(new SwarmCounts(1, 2, 3, 3), SwarmCounts.NONE)), false);
    assertRead(new ErrorReply(-1, "bought? use the HTTPS tracker"), false);
  }

  @Test
  void refusesRepliesThatAreCutOff() {
    assertCutOff(new ConnectReply(1, 2), false, 15);
    assertCutOff(new AnnounceReply(1, 2, 3, 4, false, List.of(PEER4)), false, 25);
    assertCutOff(new AnnounceReply(1, 2, 3, 4, true, List.of(PEER6)), true, 37);
    assertCutOff(new AnnounceReply(1, 2, 3, 4, true, List.of()), true, 19);
    assertCutOff(new ScrapeReply(1, List.of(SwarmCounts.NONE)), false, 19);
    assertCutOff(new ErrorReply(1, ""), false, 7);
  }

  @Test
  void writesNoIpv6PeerOverIpv4() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new AnnounceReply(1, 2, 3, 4, false, List.of(PEER4, PEER6)));
  }

  @Property(tries = 20_000)
  void readsAnyDatagramWithoutAnException(
      @ForAll @Size(max = 80) byte[] datagram,
      @ForAll @IntRange(max = 4) int action,
      @ForAll boolean ipv6) {
    if (datagram.length >= 4) {
      datagram[0] = datagram[1] = datagram[2] = 0;
      datagram[3] = (byte) action;
    }
    UdpReply reply = UdpReply.decode(Unpooled.wrappedBuffer(datagram), ipv6);
    if (reply != null) {
      assertEquals(reply, UdpReply.decode(bytes(reply), ipv6));
    }
  }

  private static void assertRead(UdpReply reply, boolean ipv6) {
    ByteBuf bytes = bytes(reply);
    assertEquals(reply, assertInstanceOf(reply.getClass(), UdpReply.decode(bytes, ipv6)));
    assertEquals(0, bytes.readerIndex());
  }

  private static void assertCutOff(UdpReply reply, boolean ipv6, int length) {
    assertNull(UdpReply.decode(bytes(reply).slice(0, length), ipv6));
  }

  private static ByteBuf bytes(UdpReply reply) {
    ByteBuf out = Unpooled.buffer();
    reply.encode(out);
    return out;
  }

  private static String hex(UdpReply reply) {
    return ByteBufUtil.hexDump(bytes(reply));
  }
}
