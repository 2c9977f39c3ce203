package org.everswarm.node.wire;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The connections of one event loop, and their time-outs: one timer for all instead of several for
 * each. Confined to that event loop.
 */
final class PeerLoop {

  private final Wire wire;
  private final Set<PeerHandshake> handshakes = new HashSet<>();
  private final Set<PeerSession> sessions = new HashSet<>();

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

  /** Ends what has taken too long; called every {@link WireTimes#tick} milliseconds. */
  void tick() {
    long nowMillis = wire.nowMillis();
    long epochSecond = wire.epochSecond();
    List.copyOf(handshakes).forEach(handshake -> handshake.tick(nowMillis));
    List.copyOf(sessions).forEach(session -> session.tick(nowMillis, epochSecond));
  }

  /** Ends the connections that lived on a receipt, save those that another one justifies. */
  void revoked(long receiptId) {
    for (PeerSession session : new ArrayList<>(sessions)) {
      session.revoked(receiptId);
    }
  }

  void closeAll() {
    List.copyOf(handshakes).forEach(handshake -> handshake.end(HandshakeResult.ABANDONED));
    List.copyOf(sessions).forEach(session -> session.close(CloseReason.STOPPING));
  }
}
