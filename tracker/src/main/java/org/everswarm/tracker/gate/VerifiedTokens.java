package org.everswarm.tracker.gate;

import java.util.concurrent.atomic.AtomicLongArray;
import org.everswarm.protocol.receipt.ReceiptToken;

/**
 * Remembers which tokens were found genuine.
 *
 * <p>Thread-safe. {@link #contains} neither locks nor allocates; memory is fixed.
 *
 * <p>A token is kept as 128 bits of keyed hash over all its bytes, so that a forged one cannot be
 * made to look like it. The two words of an entry are not read as one: a reader may see one of an
 * old entry and one of a new, but to be taken in by that its own token must have been in both. Sets
 * of four; a full set loses one of its tokens, which costs that receipt one more check of its
 * signature.
 */
final class VerifiedTokens {

  private static final int WAYS = 4;
  private static final int WORDS = 2 * WAYS;

  private final AtomicLongArray slots;
  private final int setMask;
  private final SipHash first;
  private final SipHash second;
  private volatile int size;

  /** Room for at least {@code tokens}, under two keys that no outsider knows. */
  VerifiedTokens(int tokens, SipHash first, SipHash second) {
    int sets = Integer.highestOneBit(Math.max(1, (tokens - 1) / WAYS)) * (tokens > WAYS ? 2 : 1);
    setMask = sets - 1;
    slots = new AtomicLongArray(sets * WORDS);
    this.first = first;
    this.second = second;
  }

  boolean contains(ReceiptToken token) {
    return slot(hash(first, token), hash(second, token)) >= 0;
  }

  synchronized void add(ReceiptToken token) {
    long word0 = hash(first, token);
    long word1 = hash(second, token);
    if (slot(word0, word1) >= 0) {
      return;
    }
    int slot = free(word0);
    if (slot >= 0) {
      size++;
    } else {
      slot = set(word0) + 2 * ((int) (word1 >>> 32) & (WAYS - 1));
    }
    slots.set(slot, word0);
    slots.set(slot + 1, word1);
  }

  int size() {
    return size;
  }

  private int slot(long word0, long word1) {
    int set = set(word0);
    for (int slot = set; slot < set + WORDS; slot += 2) {
      if (slots.get(slot) == word0 && slots.get(slot + 1) == word1) {
        return slot;
      }
    }
    return -1;
  }

  private int free(long word0) {
    int set = set(word0);
    for (int slot = set; slot < set + WORDS; slot += 2) {
      if (slots.get(slot) == 0) {
        return slot;
      }
    }
    return -1;
  }

  private int set(long word0) {
    return ((int) word0 & setMask) * WORDS;
  }

  /** Never 0, which marks a free slot. */
  private static long hash(SipHash hash, ReceiptToken token) {
    long word = hash.hash(token);
    return word == 0 ? 1 : word;
  }
}
