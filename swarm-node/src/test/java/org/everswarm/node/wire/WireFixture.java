package org.everswarm.node.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.everswarm.node.admission.Admission;
import org.everswarm.node.admission.AdmissionLimits;
import org.everswarm.node.admission.Admissions;
import org.everswarm.node.admission.Denials;
import org.everswarm.node.admission.Receipts;
import org.everswarm.node.admission.Revoked;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.control.Deny;

/** A wire with clocks that stand still until told, a gated and a free torrent, and no sockets. */
final class WireFixture {

  static final InfoHash GATED = new InfoHash(1, 2, 3);
  static final InfoHash FREE = new InfoHash(4, 5, 6);
  static final InfoHash UNKNOWN = new InfoHash(7, 8, 9);
  static final int PIECE = 64 << 10;

  /** 21 pieces, the last one short and with an odd last block. */
  static final int LENGTH = 20 * PIECE + 40_001;

  static final Endpoint ALICE = new Endpoint(IpAddress.ofIpv4(0x0A000001), 50_000);

  long nowMillis;
  long epochSecond = 1_700_000_000;
  final MemoryTorrent gated = new MemoryTorrent(GATED, Gate.PAID, PIECE, LENGTH);
  final MemoryTorrent free = new MemoryTorrent(FREE, Gate.FREE, PIECE, LENGTH);
  final Map<InfoHash, WireTorrent> torrents = new HashMap<>(Map.of(GATED, gated, FREE, free));
  final Receipts receipts = new Receipts(Runnable::run, 1, List.of());
  final Denials denials = new Denials(infoHash -> true);
  final Admissions admissions =
      new Admissions(
          AdmissionLimits.defaults(), receipts, denials, () -> Instant.ofEpochSecond(epochSecond));
  final WireCounters counters = new WireCounters();
  final List<FakePeer> peers = new ArrayList<>();
  final Wire wire;
  final PeerLoop loop;

  WireFixture() {
    this(WireLimits.defaults());
  }

  WireFixture(WireLimits limits) {
    InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    wire =
        new Wire(
            new WireSettings(List.of(anywhere), limits, WireTimes.defaults()),
            torrents::get,
            admissions,
            counters,
            new Random(1),
            () -> nowMillis,
            () -> Instant.ofEpochSecond(epochSecond));
    loop = new PeerLoop(wire);
  }

  void admit(Endpoint peer, long receipt, long seconds) {
    admissions.admit(new Admission(GATED, peer, receipt, epochSecond + seconds));
  }

  void revoke(Long... receiptIds) {
    receipts.revoke(Revoked.forEver(receiptIds));
    loop.revoked(Set.of(receiptIds));
  }

  void deny(InfoHash infoHash, long stamp) {
    denials.take(List.of(new Deny.Word(infoHash, stamp, "by court order")));
    loop.denied(Set.of(infoHash));
  }

  void allow(InfoHash infoHash, long stamp) {
    denials.take(List.of(new Deny.Word(infoHash, stamp, "")));
  }

  /** Lets time pass, in steps of the timer. */
  void pass(long millis) {
    long until = nowMillis + millis;
    while (nowMillis < until) {
      nowMillis += 250;
      if (nowMillis % 1_000 == 0) {
        epochSecond++;
      }
      loop.tick();
    }
  }

  /** Ends all connections and drops what nobody read. */
  void close() {
    loop.closeAll();
    peers.forEach(FakePeer::hangUp);
  }
}
