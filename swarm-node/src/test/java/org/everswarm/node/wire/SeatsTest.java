package org.everswarm.node.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.IpAddress;
import org.junit.jupiter.api.Test;

class SeatsTest {

  private static IpAddress ip(String literal) {
    return IpAddress.parse(literal).orElseThrow();
  }

  @Test
  void anIpv6NetworkHasTheSeatsOfOneAddress() {
    Seats seats = new Seats(10, 2);
    assertTrue(seats.enter(ip("2001:db8::1")));
    assertTrue(seats.enter(ip("2001:db8::2")));
    assertFalse(seats.enter(ip("2001:db8::ffff:0:3")));
    assertTrue(seats.enter(ip("2001:db8:0:1::1")));
    seats.leave(ip("2001:db8::2"));
    assertTrue(seats.enter(ip("2001:db8::4")));
    assertEquals(3, seats.taken());
  }

  @Test
  void ipv4AddressesAreEachTheirOwn() {
    Seats seats = new Seats(10, 1);
    assertTrue(seats.enter(ip("10.0.0.1")));
    assertTrue(seats.enter(ip("10.0.0.2")));
    assertFalse(seats.enter(ip("10.0.0.1")));
  }

  @Test
  void callsToAnIpv6NetworkAreLimitedTogether() {
    DialRate rate = new DialRate(2);
    assertTrue(rate.allows(ip("2001:db8::1"), 0));
    assertTrue(rate.allows(ip("2001:db8::2"), 0));
    assertFalse(rate.allows(ip("2001:db8::3"), 0));
    assertTrue(rate.allows(ip("2001:db8:0:1::1"), 0));
    assertTrue(rate.allows(ip("2001:db8::3"), 30_000));
  }

  @Test
  void aHandshakeThatCannotBeginGivesItsPlacesBack() {
    WireFixture fixture = new WireFixture();
    Endpoint peer = WireFixture.ALICE;
    assertTrue(fixture.wire.pending(Direction.OUTBOUND).enter(peer.address()));
    AtomicInteger ended = new AtomicInteger();
    EmbeddedChannel withoutItsHandler = new EmbeddedChannel();

    WireServer.install(
        withoutItsHandler,
        PeerHandshake.ofCalled(fixture.loop, peer, WireFixture.GATED, ended::incrementAndGet));

    assertEquals(0, fixture.wire.pending(Direction.OUTBOUND).taken());
    assertEquals(1, ended.get());
    assertFalse(withoutItsHandler.isOpen());
    assertEquals(1, fixture.counters.handshakes(Direction.OUTBOUND, HandshakeResult.ABANDONED));
  }
}
