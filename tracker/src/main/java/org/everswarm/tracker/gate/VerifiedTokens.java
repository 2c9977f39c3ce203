package org.everswarm.tracker.gate;

import java.util.concurrent.atomic.AtomicLongArray;
import org.everswarm.protocol.receipt.ReceiptToken;

/**
 * Remembers which tokens were found genuine, and what they say, so that a known one need not even
 * be decoded.
 *
 * <p>Thread-safe. {@link #contains} and {@link #recall} neither lock nor allocate; memory is fixed.
 *
 * <p>A token is kept as 128 bits of keyed hash over all its characters, so that a forged one cannot
 * be made to look like it. It lies in one of two sets of four, the second where the first is full;
 * where both are, one token is lost, which costs that receipt one more check of its signature, and
 * takes it to its other set: as long as there is room at all, nobody is lost for long.
 *
 * <p>The first word of a slot guards the others: a writer clears it, writes the others, and sets
 * it; a reader who finds it unchanged after reading the others has read those of one token.
 */
final class VerifiedTokens {

  private static final int WAYS = 4;

  /** Of a slot: two words of hash, bundle, receipt, and the rest packed. */
  private static final int WORDS = 5;

  private static final int HASH1 = 1;
  private static final int BUNDLE = 2;
  private static final int RECEIPT = 3;
  private static final int PACKED = 4;

  private final AtomicLongArray slots;
  private final int setMask;
  private final TokenHash hash;
  private volatile int size;

  /** Odd while something is written: who reads between two writes must not mix them. */
  private volatile int changes;

  /** Room for at least {@code tokens}, under a key that no outsider knows. */
  VerifiedTokens(int tokens, TokenHash hash) {
    int sets = Integer.highestOneBit(Math.max(1, (tokens - 1) / WAYS)) * (tokens > WAYS ? 2 : 1);
    setMask = sets - 1;
    slots = new AtomicLongArray(sets * WAYS * WORDS);
    this.hash = hash;
  }

  boolean contains(ReceiptToken token) {
    return find(guard(hash.first(token)), hash.second(token)) >= 0;
  }

  /**
   * Looks up the 116 characters in {@code text} from index {@code from}.
   *
   * @return whether they are a token that was found genuine; then {@code out} is what it says
   */
  boolean recall(byte[] text, int from, KnownReceipt out) {
    hash.hash(text, from, out);
    int before = changes;
    int slot = find(guard(out.hash0), out.hash1);
    if (slot < 0) {
      return false;
    }
    out.bundleId = slots.get(slot + BUNDLE);
    out.receiptId = slots.get(slot + RECEIPT);
    out.unpack(slots.get(slot + PACKED));
    // Whatever was written meanwhile, most likely elsewhere: the token is then looked at in full.
    return changes == before && (before & 1) == 0;
  }

  synchronized void add(ReceiptToken token) {
    long word0 = guard(hash.first(token));
    long word1 = hash.second(token);
    if (find(word0, word1) >= 0) {
      return;
    }
    int slot = free(first(word0));
    if (slot < 0) {
      slot = free(second(word1));
    }
    if (slot >= 0) {
      size++;
    } else {
      slot = first(word0) + WORDS * ((int) (word1 >>> 62) & (WAYS - 1));
    }
    changes++;
    slots.set(slot, 0);
    slots.set(slot + HASH1, word1);
    slots.set(slot + BUNDLE, token.bundleId());
    slots.set(slot + RECEIPT, token.receiptId());
    slots.set(slot + PACKED, KnownReceipt.pack(token));
    slots.set(slot, word0);
    changes++;
  }

  int size() {
    return size;
  }

  private int find(long word0, long word1) {
    int slot = find(first(word0), word0, word1);
    return slot >= 0 ? slot : find(second(word1), word0, word1);
  }

  private int find(int set, long word0, long word1) {
    for (int slot = set; slot < set + WAYS * WORDS; slot += WORDS) {
      if (slots.get(slot) == word0 && slots.get(slot + HASH1) == word1) {
        return slot;
      }
    }
    return -1;
  }

  private int free(int set) {
    for (int slot = set; slot < set + WAYS * WORDS; slot += WORDS) {
      if (slots.get(slot) == 0) {
        return slot;
      }
    }
    return -1;
  }

  private int first(long word0) {
    return ((int) word0 & setMask) * WAYS * WORDS;
  }

  private int second(long word1) {
    return ((int) word1 & setMask) * WAYS * WORDS;
  }

  /** Never 0, which marks a free slot. */
  private static long guard(long word0) {
    return word0 == 0 ? 1 : word0;
  }
}
