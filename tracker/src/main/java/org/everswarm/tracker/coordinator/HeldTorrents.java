package org.everswarm.tracker.coordinator;

import java.util.List;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.control.Admit;
import org.jspecify.annotations.Nullable;

/**
 * Who holds what, kept alike in each node's own set, in {@link Holders}, and in the peer table.
 *
 * <p>Confined to the coordinator's event loop. Long work is cut into slices.
 */
final class HeldTorrents {

  private static final int FORGET_SLOTS = 8192;
  private static final int REFRESH_SLOTS_MIN = 64;
  private static final int SETTLE_SLOTS_MAX = 16_384;
  private static final int SETTLE_SECONDS = 30;

  private final CoordinatorSettings settings;
  private final Holders holders;
  private final Seeders seeders;
  private final OtherTrackers others;

  HeldTorrents(
      CoordinatorSettings settings, Holders holders, Seeders seeders, OtherTrackers others) {
    this.others = others;
    this.settings = settings;
    this.holders = holders;
    this.seeders = seeders;
  }

  /** What a node holds that has just come. */
  InfoHashMap<Boolean> none() {
    return holders.newMap();
  }

  /**
   * Keeps what is tracked, and nothing of the rest: hashes are free to make up, so they must not
   * cost memory. False when the node would hold too much; then it keeps what it held before.
   */
  boolean hold(NodeChannel node, List<InfoHash> hashes) {
    List<InfoHash> kept = hashes.stream().distinct().filter(seeders::tracked).toList();
    long more = kept.stream().filter(hash -> !node.holds(hash)).count();
    if (node.held().size() + more > settings.limits().heldPerNode()) {
      return false;
    }
    for (InfoHash hash : kept) {
      if (node.held().put(hash, Boolean.TRUE) == null) {
        begin(node, hash);
      }
      seeders.enter(hash, node.endpoints());
    }
    return true;
  }

  /** Who admits meanwhile sees the holder, or is seen here: nothing falls between. */
  private void begin(NodeChannel node, InfoHash hash) {
    if (holders.add(hash, node)) {
      others.changed(hash, true);
    }
    for (Admit missed : others.recent(hash)) {
      if (node.offer(missed.encode())) {
        others.counters().replayed.increment();
      }
    }
  }

  /**
   * Lists those who hold a torrent again whose swarm was closed: not only when each is refreshed.
   */
  void reenter(InfoHash hash) {
    NodeChannel @Nullable [] nodes = holders.find(hash.word0(), hash.word1(), hash.word2());
    if (nodes != null) {
      for (NodeChannel node : nodes) {
        seeders.enter(hash, node.endpoints());
      }
    }
  }

  void release(NodeChannel node, List<InfoHash> hashes) {
    for (InfoHash hash : hashes) {
      if (node.held().remove(hash) != null) {
        end(node, hash);
        leave(node, hash);
      }
    }
  }

  /**
   * Makes the next slice of a node's seeder entries new; to be called every second. In a cluster
   * the first round is a quick one, some seconds after the node came: the tracker node it came from
   * may have taken an entry out in the very moment it was made here.
   */
  void refresh(NodeChannel node, long nowNanos) {
    InfoHashMap<Boolean> set = node.held();
    boolean settles = others.joined() && !node.settled();
    boolean settling = settles && nowNanos - node.openedNanos() < Departed.GRACE_NANOS;
    if (set.size() == 0 || settling) {
      return;
    }
    int slice =
        settles
            ? Math.min(SETTLE_SLOTS_MAX, set.slots() / SETTLE_SECONDS + 1)
            : set.slots() / settings.refreshSeconds() + 1;
    slice = Math.max(REFRESH_SLOTS_MIN, slice);
    int from = node.refreshSlot() < set.slots() ? node.refreshSlot() : 0;
    int to = Math.min(set.slots(), from + slice);
    for (int slot = from; slot < to; slot++) {
      if (set.valueAt(slot) != null) {
        seeders.enter(set.hashAt(slot), node.endpoints());
      }
    }
    node.refreshSlot(to);
    if (to == set.slots()) {
      node.settle();
    }
  }

  /** Forgets a slice of what a node held that is gone; the slot to go on from. */
  int forget(NodeChannel node, int fromSlot) {
    InfoHashMap<Boolean> set = node.held();
    int to = Math.min(set.slots(), fromSlot + FORGET_SLOTS);
    for (int slot = fromSlot; slot < to; slot++) {
      if (set.valueAt(slot) != null) {
        drop(node, set.hashAt(slot));
      }
    }
    return to;
  }

  /**
   * Takes a node out that is gone, unless it is at another tracker node, or nobody can tell because
   * one is silent: then its entry gets old.
   */
  private void drop(NodeChannel node, InfoHash hash) {
    end(node, hash);
    if (!others.serve(hash, node.endpoints()) && !others.anySilent()) {
      leave(node, hash);
    }
  }

  private void end(NodeChannel node, InfoHash hash) {
    if (holders.remove(hash, node)) {
      others.changed(hash, false);
    }
  }

  private void leave(NodeChannel node, InfoHash hash) {
    if (!heldThereByAnother(node, hash)) {
      seeders.leave(hash, node.endpoints());
    }
  }

  /** A node that came back before its old channel was found dead has the same endpoints. */
  private boolean heldThereByAnother(NodeChannel node, InfoHash hash) {
    NodeChannel @Nullable [] others = holders.find(hash.word0(), hash.word1(), hash.word2());
    if (others != null) {
      for (NodeChannel other : others) {
        if (other.endpoints().equals(node.endpoints())) {
          return true;
        }
      }
    }
    return false;
  }
}
