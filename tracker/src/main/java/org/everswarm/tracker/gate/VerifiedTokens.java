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
 * be made to look like it. Its slot is one of the four behind the place of its hash; where all four
 * are taken, one is lost, which costs that receipt one more check of its signature.
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
  private final int mask;
  private final TokenHash hash;
  private volatile int size;

  /** Room for at least {@code tokens}, under a key that no outsider knows. */
  VerifiedTokens(int tokens, TokenHash hash) {
    int room = tokens <= 1 ? 1 : Integer.highestOneBit(tokens - 1) * 2;
    mask = Math.max(room, WAYS) - 1;
    slots = new AtomicLongArray((mask + 1) * WORDS);
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
    long word0 = guard(out.hash0);
    int slot = find(word0, out.hash1);
    if (slot < 0) {
      return false;
    }
    out.bundleId = slots.get(slot + BUNDLE);
    out.receiptId = slots.get(slot + RECEIPT);
    out.unpack(slots.get(slot + PACKED));
    return slots.get(slot) == word0;
  }

  synchronized void add(ReceiptToken token) {
    long word0 = guard(hash.first(token));
    long word1 = hash.second(token);
    if (find(word0, word1) >= 0) {
      return;
    }
    int slot = free(word0);
    if (slot >= 0) {
      size++;
    } else {
      slot = slot(word0, (int) (word1 >>> 32) & (WAYS - 1));
    }
    slots.set(slot, 0);
    slots.set(slot + HASH1, word1);
    slots.set(slot + BUNDLE, token.bundleId());
    slots.set(slot + RECEIPT, token.receiptId());
    slots.set(slot + PACKED, KnownReceipt.pack(token));
    slots.set(slot, word0);
  }

  int size() {
    return size;
  }

  private int find(long word0, long word1) {
    for (int way = 0; way < WAYS; way++) {
      int slot = slot(word0, way);
      if (slots.get(slot) == word0 && slots.get(slot + HASH1) == word1) {
        return slot;
      }
    }
    return -1;
  }

  private int free(long word0) {
    for (int way = 0; way < WAYS; way++) {
      int slot = slot(word0, way);
      if (slots.get(slot) == 0) {
        return slot;
      }
    }
    return -1;
  }

  private int slot(long word0, int way) {
    return (((int) word0 + way) & mask) * WORDS;
  }

  /** Never 0, which marks a free slot. */
  private static long guard(long word0) {
    return word0 == 0 ? 1 : word0;
  }
}
