package org.everswarm.node.wire;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.everswarm.node.admission.Admission;
import org.everswarm.protocol.InfoHash;

/**
 * The connections of one event loop, and their time-outs: one timer for all instead of several for
 * each. Confined to that event loop.
 */
final class PeerLoop {

  private final Wire wire;
  private final Set<PeerHandshake> handshakes = new HashSet<>();
  private final Set<PeerSession> sessions = new HashSet<>();
  private final Map<Long, Set<PeerSession>> byReceipt = new HashMap<>();

  PeerLoop(Wire wire) {
    this.wire = wire;
  }

  Wire wire() {
    return wire;
  }

  void add(PeerHandshake handshake) {
    handshakes.add(handshake);
  }

  void remove(PeerHandshake handshake) {
    handshakes.remove(handshake);
  }

  void add(PeerSession session) {
    sessions.add(session);
    wire.live().add(session);
  }

  void remove(PeerSession session) {
    if (sessions.remove(session)) {
      wire.live().remove(session);
    }
  }

  /** From now on {@code session} lives on the receipt, if it is one. */
  void livesOn(long receiptId, PeerSession session) {
    if (receiptId != Admission.NO_RECEIPT) {
      byReceipt.computeIfAbsent(receiptId, id -> new HashSet<>()).add(session);
    }
  }

  void livesNoMoreOn(long receiptId, PeerSession session) {
    byReceipt.computeIfPresent(
        receiptId, (id, there) -> there.remove(session) && there.isEmpty() ? null : there);
  }

  /** Ends what has taken too long; called every {@link WireTimes#tick} milliseconds. */
  void tick() {
    long nowMillis = wire.nowMillis();
    long epochSecond = wire.epochSecond();
    List.copyOf(handshakes).forEach(handshake -> handshake.tick(nowMillis));
    List.copyOf(sessions).forEach(session -> session.tick(nowMillis, epochSecond));
  }

  /** Ends the connections that lived on these receipts, save those that another one justifies. */
  void revoked(Set<Long> receiptIds) {
    for (Long receiptId : receiptIds) {
      List.copyOf(byReceipt.getOrDefault(receiptId, Set.of())).forEach(PeerSession::justify);
    }
  }

  /** Ends the connections of these torrents, and those that wait for an admission to one. */
  void denied(Set<InfoHash> infoHashes) {
    for (PeerSession session : List.copyOf(sessions)) {
      if (infoHashes.contains(session.infoHash())) {
        session.justify();
      }
    }
    List.copyOf(handshakes).forEach(handshake -> handshake.denied(infoHashes));
  }

  void closeAll() {
    List.copyOf(handshakes).forEach(handshake -> handshake.end(HandshakeResult.ABANDONED));
    List.copyOf(sessions).forEach(session -> session.close(CloseReason.STOPPING));
  }
}
