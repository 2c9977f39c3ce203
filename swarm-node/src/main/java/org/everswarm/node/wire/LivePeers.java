package org.everswarm.node.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;

/** Who is being served which torrent, so that nobody is called twice. Thread-safe. */
final class LivePeers {

  private record Place(InfoHash infoHash, IpAddress address) {}

  private final Map<Place, List<PeerSession>> sessions = new HashMap<>();

  synchronized void add(PeerSession session) {
    sessions.computeIfAbsent(place(session), p -> new ArrayList<>(1)).add(session);
  }

  synchronized void remove(PeerSession session) {
    sessions.computeIfPresent(
        place(session), (place, there) -> there.remove(session) && there.isEmpty() ? null : there);
  }

  /**
   * Whether the client that listens at {@code peer} is served this torrent. A caller that has not
   * said where it listens counts as that client: better to leave one uncalled, who can call us,
   * than to call one twice.
   */
  synchronized boolean serves(InfoHash infoHash, Endpoint peer) {
    for (PeerSession session :
        sessions.getOrDefault(new Place(infoHash, peer.address()), List.of())) {
      int port = session.listenPort();
      if (port == peer.port() || port == 0) {
        return true;
      }
    }
    return false;
  }

  private static Place place(PeerSession session) {
    return new Place(session.infoHash(), session.remote().address());
  }
}
