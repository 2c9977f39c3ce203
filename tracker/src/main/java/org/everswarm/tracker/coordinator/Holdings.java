package org.everswarm.tracker.coordinator;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.tracker.coordinator.MemberMessage.Change;
import org.everswarm.tracker.coordinator.MemberMessage.NodeChange;
import org.everswarm.tracker.coordinator.MemberMessage.TorrentChange;

/**
 * What another tracker node has: a set in {@link HeldElsewhere}, and the endpoints of its
 * swarm-nodes. Read by any thread, written by the event loop of the cluster.
 */
final class Holdings {

  /** More than the nodes that one tracker node takes can have. */
  private static final int ENDPOINTS_MAX = 8192;

  private final HeldElsewhere elsewhere;
  private final int set;
  private final Map<Endpoint, Long> arrivedNanos = new ConcurrentHashMap<>();

  Holdings(HeldElsewhere elsewhere, int set) {
    this.elsewhere = elsewhere;
    this.set = set;
  }

  int set() {
    return set;
  }

  /** Takes changes in; how many of them found no room. */
  int apply(List<Change> changes, long nowNanos) {
    int refused = 0;
    for (Change change : changes) {
      refused += apply(change, nowNanos) ? 0 : 1;
    }
    return refused;
  }

  private boolean apply(Change change, long nowNanos) {
    if (change instanceof NodeChange node) {
      return apply(node, nowNanos);
    }
    TorrentChange torrent = (TorrentChange) change;
    if (torrent.here()) {
      return elsewhere.add(torrent.infoHash(), set);
    }
    elsewhere.remove(torrent.infoHash(), set);
    return true;
  }

  private boolean apply(NodeChange node, long nowNanos) {
    if (!node.here()) {
      arrivedNanos.remove(node.endpoint());
    } else if (arrivedNanos.size() >= ENDPOINTS_MAX) {
      return false;
    } else {
      arrivedNanos.putIfAbsent(node.endpoint(), nowNanos);
    }
    return true;
  }

  /** Whether a swarm-node there holds a torrent. */
  boolean holds(InfoHash hash) {
    return (elsewhere.sets(hash.word0(), hash.word1(), hash.word2()) & 1L << set) != 0;
  }

  /** Whether a swarm-node with one of these endpoints is there. */
  boolean connects(List<Endpoint> endpoints) {
    return endpoints.stream().anyMatch(arrivedNanos::containsKey);
  }

  /** Whether a swarm-node with one of these endpoints came within a time. */
  boolean arrivedWithin(List<Endpoint> endpoints, long nanos, long nowNanos) {
    for (Endpoint endpoint : endpoints) {
      Long arrived = arrivedNanos.get(endpoint);
      if (arrived != null && nowNanos - arrived < nanos) {
        return true;
      }
    }
    return false;
  }
}
