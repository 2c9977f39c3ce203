package org.everswarm.node.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.SwarmCounts;
import org.everswarm.protocol.udp.UdpReply;
import org.junit.jupiter.api.Test;

class UdpRepliesTest {

  private final ByteBuf in = Unpooled.buffer();
  private final Tally tally = new Tally(0);

  private boolean count(int kind, boolean ipv6, UdpReply reply) {
    in.clear();
    reply.encode(in);
    return new UdpReplies(in, ipv6).count(kind, 0, in.readableBytes(), 5, tally);
  }

  @Test
  void countsPeersOfEitherFamily() {
    Endpoint peer = new Endpoint(IpAddress.ofIpv4(0x7F000001), 6881);
    for (boolean ipv6 : new boolean[] {false, true}) {
      UdpReply reply = new UdpReply.AnnounceReply(1, 1800, 2, 3, ipv6, List.of(peer, peer, peer));
      assertTrue(count(Requests.ANNOUNCE, ipv6, reply));
    }
    assertEquals(3.0, tally.meanItems());
    assertEquals((20 + 3 * 6 + 20 + 3 * 18) / 2.0, tally.meanBytes());
    assertEquals(2, tally.responses());
  }

  @Test
  void countsSwarmsOfAScrape() {
    SwarmCounts swarm = new SwarmCounts(1, 2, 3, 3);
    assertTrue(count(Requests.SCRAPE, false, new UdpReply.ScrapeReply(1, List.of(swarm, swarm))));
    assertEquals(2.0, tally.meanItems());
  }

  @Test
  void whoLeavesLowersNotThePeersOfAReply() {
    count(Requests.STOPPED, false, new UdpReply.AnnounceReply(1, 1800, 0, 0, false, List.of()));
    Endpoint peer = new Endpoint(IpAddress.ofIpv4(0x7F000001), 6881);
    count(
        Requests.ANNOUNCE, false, new UdpReply.AnnounceReply(1, 1800, 0, 0, false, List.of(peer)));
    assertEquals(1.0, tally.meanItems());
    assertEquals(2, tally.responses());
  }

  @Test
  void countsErrorsByText() {
    assertFalse(count(Requests.ANNOUNCE, false, new UdpReply.ErrorReply(1, "go away")));
    assertFalse(count(Requests.ANNOUNCE, false, new UdpReply.ErrorReply(1, "go away")));
    assertFalse(count(Requests.ANNOUNCE, false, new UdpReply.ErrorReply(1, "no\n\u001b[31m")));
    assertEquals(Map.of("go away", 2L, "no??[31m", 1L), tally.errorTexts());
    assertEquals(3, tally.errors());
  }

  @Test
  void keepsFewTextsApart() {
    for (int i = 0; i < 100; i++) {
      count(Requests.ANNOUNCE, false, new UdpReply.ErrorReply(1, "error " + i));
    }
    assertEquals(ErrorTexts.TEXTS_MAX + 1, tally.errorTexts().size());
    assertEquals(100L - ErrorTexts.TEXTS_MAX, tally.errorTexts().get(ErrorTexts.OTHERS));
  }

  @Test
  void anAnswerToAnotherQuestionIsMalformed() {
    assertFalse(count(Requests.SCRAPE, false, new UdpReply.ConnectReply(1, 2)));
    assertFalse(count(Requests.ANNOUNCE, false, new UdpReply.ScrapeReply(1, List.of())));
    assertEquals(2, tally.malformed());
  }

  @Property
  void takesAnyBytes(
      @ForAll @Size(min = 8, max = 200) byte[] bytes,
      @ForAll @IntRange(min = 1, max = 3) int kind) {
    Tally counted = new Tally(0);
    new UdpReplies(Unpooled.wrappedBuffer(bytes), false).count(kind, 0, bytes.length, 5, counted);
    assertEquals(1, counted.responses());
  }
}
