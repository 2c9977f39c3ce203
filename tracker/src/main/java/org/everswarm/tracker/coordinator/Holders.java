package org.everswarm.tracker.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.everswarm.protocol.HashMixer;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

/**
 * Which swarm-nodes hold which torrent.
 *
 * <p>Thread-safe and striped: written by the coordinator, read by every announce.
 */
final class Holders {

  private static final int STRIPE_BITS = 6;

  private final HashMixer mixer;
  private final List<InfoHashMap<NodeChannel[]>> stripes = new ArrayList<>(1 << STRIPE_BITS);
  private final AtomicInteger size = new AtomicInteger();

  Holders(HashMixer mixer) {
    this.mixer = mixer;
    for (int i = 0; i < 1 << STRIPE_BITS; i++) {
      stripes.add(newMap());
    }
  }

  /** An empty map under the same secret. */
  <V> InfoHashMap<V> newMap() {
    return new InfoHashMap<>(mixer);
  }

  /** Who holds a torrent; null for nobody. The array is never changed. */
  NodeChannel @Nullable [] find(long h0, long h1, int h2) {
    InfoHashMap<NodeChannel[]> stripe = stripe(h0, h1, h2);
    synchronized (stripe) {
      return stripe.get(h0, h1, h2);
    }
  }

  /** Whether any torrent is held. */
  boolean any() {
    return size.get() > 0;
  }

  /** Stripes for {@link #held}. */
  int stripes() {
    return stripes.size();
  }

  /** What is held, as far as it is in one stripe: a copy. */
  List<InfoHash> held(int stripeIndex) {
    InfoHashMap<NodeChannel[]> stripe = stripes.get(stripeIndex);
    synchronized (stripe) {
      List<InfoHash> held = new ArrayList<>(stripe.size());
      for (int slot = 0; slot < stripe.slots(); slot++) {
        if (stripe.valueAt(slot) != null) {
          held.add(stripe.hashAt(slot));
        }
      }
      return held;
    }
  }

  /** Whether it is the first who holds this torrent. */
  boolean add(InfoHash hash, NodeChannel node) {
    InfoHashMap<NodeChannel[]> stripe = stripe(hash.word0(), hash.word1(), hash.word2());
    synchronized (stripe) {
      NodeChannel[] before = stripe.get(hash.word0(), hash.word1(), hash.word2());
      stripe.put(hash, before == null ? node.alone() : with(before, node));
      if (before == null) {
        size.incrementAndGet();
      }
      return before == null;
    }
  }

  /** Whether nobody holds this torrent any more, and somebody did. */
  boolean remove(InfoHash hash, NodeChannel node) {
    InfoHashMap<NodeChannel[]> stripe = stripe(hash.word0(), hash.word1(), hash.word2());
    synchronized (stripe) {
      NodeChannel[] before = stripe.get(hash.word0(), hash.word1(), hash.word2());
      if (before == null) {
        return false;
      }
      NodeChannel[] after = without(before, node);
      if (after.length > 0) {
        stripe.put(hash, after);
        return false;
      }
      stripe.remove(hash);
      size.decrementAndGet();
      return true;
    }
  }

  // The high bits: the map takes its slot from the low ones.
  private InfoHashMap<NodeChannel[]> stripe(long h0, long h1, int h2) {
    return stripes.get((int) (mixer.mix(h0, h1, h2) >>> (64 - STRIPE_BITS)));
  }

  private static NodeChannel[] with(NodeChannel[] before, NodeChannel node) {
    List<NodeChannel> nodes = new ArrayList<>(List.of(without(before, node)));
    nodes.add(node);
    return nodes.toArray(new NodeChannel[0]);
  }

  private static NodeChannel[] without(NodeChannel[] before, NodeChannel node) {
    List<NodeChannel> nodes = new ArrayList<>(List.of(before));
    nodes.remove(node);
    return nodes.size() == 1 ? nodes.get(0).alone() : nodes.toArray(new NodeChannel[0]);
  }
}
