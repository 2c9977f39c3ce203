package org.everswarm.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.SwarmCounts;
import org.junit.jupiter.api.Test;

class AnnounceResponseTest {

  private static final byte[] PEER4 = {'a', 'b', 'c', 'd', 0, 1, '!', '!'};
  private static final byte[] PEER6 = "0123456789abcdef\0\2!".getBytes(StandardCharsets.US_ASCII);
  private static final SwarmCounts COUNTS = new SwarmCounts(1, 22, 333, 4);
  private static final IpAddress SEEN4 = IpAddress.ofIpv4(0x41424344);

  private final ByteBuf out = Unpooled.buffer();

  @Test
  void writesEveryKeyInOrder() {
    AnnounceResponse.write(out, 1800, 300, COUNTS, PEER4, 6, PEER6, 18, SEEN4, "mind", "id");
    assertEquals(
        "d8:completei1e10:downloadedi22e11:external ip4:ABCD10:incompletei333e8:intervali1800e"
            + "12:min intervali300e5:peers6:abcd\0\0016:peers618:0123456789abcdef\0\002"
            + "10:tracker id2:id15:warning message4:minde",
        text());
  }

  @Test
  void writesPeersEvenWhenThereAreNone() {
    AnnounceResponse.write(out, 0, 0, SwarmCounts.NONE, PEER4, 0, PEER6, 0, null, null, null);
    assertEquals(
        "d8:completei0e10:downloadedi0e10:incompletei0e8:intervali0e12:min intervali0e5:peers0:e",
        text());
  }

  @Test
  void writesAnExternalAddressOfSixteenBytes() {
    IpAddress seen = new IpAddress(0x6162636465666768L, 0x696A6B6C6D6E6F70L);
    AnnounceResponse.write(out, 1, 1, COUNTS, PEER4, 0, PEER6, 0, seen, null, null);
    AnnounceReply reply = read();
    assertEquals(seen, reply.externalAddress());
    assertEquals(true, text().contains("11:external ip16:abcdefghijklmnop10:incomplete"));
  }

  @Property
  void isReadAsItWasWritten(
      @ForAll @IntRange int interval,
      @ForAll @IntRange int minInterval,
      @ForAll @IntRange int count,
      @ForAll @Size(max = 40) byte[] peers,
      @ForAll String warning,
      @ForAll String trackerId) {
    ByteBuf out = Unpooled.buffer();
    int length4 = peers.length - peers.length % 6;
    int length6 = peers.length - peers.length % 18;
    SwarmCounts counts = new SwarmCounts(count, count / 2, count / 3, 0);
    AnnounceResponse.write(
        out,
        interval,
        minInterval,
        counts,
        peers,
        length4,
        peers,
        length6,
        SEEN4,
        warning,
        trackerId);

    AnnounceReply reply = AnnounceReply.parse(ByteBufUtil.getBytes(out));

    assertNotNull(reply);
    assertNull(reply.failure());
    assertEquals(interval, reply.intervalSeconds());
    assertEquals(minInterval, reply.minIntervalSeconds());
    assertEquals(count, reply.seeders());
    assertEquals(count / 2, reply.downloads());
    assertEquals(count / 3, reply.leechers());
    assertEquals(length4 / 6 + length6 / 18, reply.peers().size());
    assertEquals(utf8(warning), reply.warning());
    assertEquals(utf8(trackerId), reply.trackerId());
  }

  @Test
  void givesBothFamiliesOfPeers() {
    AnnounceResponse.write(out, 1, 1, COUNTS, PEER4, 6, PEER6, 18, null, null, null);
    Endpoint peer6 = new Endpoint(new IpAddress(0x3031323334353637L, 0x3839616263646566L), 2);
    assertEquals(List.of(new Endpoint(IpAddress.ofIpv4(0x61626364), 1), peer6), read().peers());
  }

  private AnnounceReply read() {
    AnnounceReply reply = AnnounceReply.parse(ByteBufUtil.getBytes(out));
    assertNotNull(reply);
    return reply;
  }

  private String text() {
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
