package org.everswarm.tracker.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.everswarm.protocol.HashMixer;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

/**
 * Which torrents are held at other tracker nodes: for each a word with one bit for each {@link
 * #SETS set}, so that a torrent held at ten of them is kept once.
 *
 * <p>Thread-safe and striped: written by the event loop of the cluster, read by every announce.
 * Takes {@link #ENTRIES_MAX} torrents, about 45 bytes each; those beyond are not kept.
 */
final class HeldElsewhere {

  /** Sets there can be at once: tracker nodes, those that left lately, and copies on the way. */
  static final int SETS = Long.SIZE;

  /** What one set on its own can come to, four times: what a node may hold is a million. */
  static final int ENTRIES_MAX = 1 << 22;

  private static final int STRIPE_BITS = 6;

  private final HashMixer mixer;
  private final List<InfoHashMap<Long>> stripes = new ArrayList<>(1 << STRIPE_BITS);
  private final AtomicInteger size = new AtomicInteger();

  HeldElsewhere(HashMixer mixer) {
    this.mixer = mixer;
    for (int i = 0; i < 1 << STRIPE_BITS; i++) {
      stripes.add(new InfoHashMap<>(mixer));
    }
  }

  /** The sets a torrent is in; 0 for none. Allocates nothing. */
  long sets(long h0, long h1, int h2) {
    if (size.get() == 0) {
      return 0;
    }
    InfoHashMap<Long> stripe = stripe(h0, h1, h2);
    synchronized (stripe) {
      Long sets = stripe.get(h0, h1, h2);
      return sets == null ? 0 : sets;
    }
  }

  /** Torrents held elsewhere. */
  int size() {
    return size.get();
  }

  /** Puts a torrent into a set; false when there is no room. */
  boolean add(InfoHash hash, int set) {
    InfoHashMap<Long> stripe = stripe(hash.word0(), hash.word1(), hash.word2());
    synchronized (stripe) {
      Long before = stripe.get(hash.word0(), hash.word1(), hash.word2());
      if (before == null && size.get() >= ENTRIES_MAX) {
        return false;
      }
      stripe.put(hash, (before == null ? 0 : before) | 1L << set);
      if (before == null) {
        size.incrementAndGet();
      }
      return true;
    }
  }

  /** Takes a torrent out of a set. */
  void remove(InfoHash hash, int set) {
    InfoHashMap<Long> stripe = stripe(hash.word0(), hash.word1(), hash.word2());
    synchronized (stripe) {
      remove(stripe, hash, set);
    }
  }

  int stripes() {
    return stripes.size();
  }

  /** Empties a set, as far as it is in one stripe: about as long as a copy of that stripe. */
  void clear(int stripeIndex, int set) {
    InfoHashMap<Long> stripe = stripes.get(stripeIndex);
    synchronized (stripe) {
      List<InfoHash> in = new ArrayList<>();
      for (int slot = 0; slot < stripe.slots(); slot++) {
        Long sets = stripe.valueAt(slot);
        if (sets != null && (sets & 1L << set) != 0) {
          in.add(stripe.hashAt(slot));
        }
      }
      in.forEach(hash -> remove(stripe, hash, set));
    }
  }

  private void remove(InfoHashMap<Long> stripe, InfoHash hash, int set) {
    @Nullable Long before = stripe.get(hash.word0(), hash.word1(), hash.word2());
    if (before == null) {
      return;
    }
    long after = before & ~(1L << set);
    if (after != 0) {
      stripe.put(hash, after);
    } else {
      stripe.remove(hash);
      size.decrementAndGet();
    }
  }

  private InfoHashMap<Long> stripe(long h0, long h1, int h2) {
    return stripes.get((int) (mixer.mix(h0, h1, h2) >>> (64 - STRIPE_BITS)));
  }
}
