package org.everswarm.tracker.coordinator;

import java.time.InstantSource;
import java.util.List;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.tracker.announce.Access;
import org.everswarm.tracker.registry.Registry;
import org.everswarm.tracker.swarm.PeerAnnounce;
import org.everswarm.tracker.swarm.PeerReply;
import org.everswarm.tracker.swarm.PeerTable;

/**
 * Keeps swarm-nodes in the peer table as seeders of what they hold.
 *
 * <p>Confined to the coordinator's event loop.
 */
final class Seeders {

  private static final int SECONDS_PER_MINUTE = 60;

  private final PeerTable peers;
  private final Registry registry;
  private final Access access;
  private final InstantSource clock;
  private final PeerAnnounce announce = new PeerAnnounce();
  private final PeerReply reply = new PeerReply(0);

  Seeders(PeerTable peers, Registry registry, Access access, InstantSource clock) {
    this.peers = peers;
    this.registry = registry;
    this.access = access;
    this.clock = clock;
  }

  /** Whether peers may announce a torrent, so that it is worth holding. Never blocks. */
  boolean tracked(InfoHash hash) {
    return access == Access.OPEN || registry.find(hash) != null;
  }

  /** Enters a node, or makes its entry new. A torrent that is not tracked, or denied, gets none. */
  void enter(InfoHash hash, List<Endpoint> endpoints) {
    if (tracked(hash) && registry.denials().find(hash) == null) {
      tell(hash, endpoints, AnnounceEvent.NONE);
    }
  }

  /** Takes a node out. */
  void leave(InfoHash hash, List<Endpoint> endpoints) {
    tell(hash, endpoints, AnnounceEvent.STOPPED);
  }

  private void tell(InfoHash hash, List<Endpoint> endpoints, AnnounceEvent event) {
    announce.infoHash(hash);
    announce.event = event;
    announce.left = 0;
    announce.numWant = 0;
    announce.nowMinutes = (int) (clock.instant().getEpochSecond() / SECONDS_PER_MINUTE);
    for (Endpoint endpoint : endpoints) {
      announce.address(endpoint.address());
      announce.port = endpoint.port();
      peers.announce(announce, reply);
    }
  }
}
