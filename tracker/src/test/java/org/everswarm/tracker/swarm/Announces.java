package org.everswarm.tracker.swarm;

import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;

/** Makes announces. */
final class Announces {

  static final InfoHash HASH = new InfoHash(1, 2, 3);

  private Announces() {}

  static Endpoint ipv4(int host, int port) {
    return new Endpoint(IpAddress.ofIpv4(0x0A000000 + host), port);
  }

  static Endpoint ipv6(int host, int port) {
    return new Endpoint(new IpAddress(0xFD00_0000_0000_0000L, host), port);
  }

  static PeerAnnounce seeder(Endpoint who) {
    return announce(who, AnnounceEvent.NONE, 0);
  }

  static PeerAnnounce leecher(Endpoint who) {
    return announce(who, AnnounceEvent.STARTED, 1);
  }

  static PeerAnnounce announce(Endpoint who, AnnounceEvent event, long left) {
    PeerAnnounce announce = new PeerAnnounce();
    announce.infoHash(HASH);
    announce.address(who.address());
    announce.port = who.port();
    announce.event = event;
    announce.left = left;
    announce.numWant = 50;
    announce.wantIpv4 = true;
    announce.wantIpv6 = true;
    announce.nowMinutes = 1000;
    return announce;
  }
}
