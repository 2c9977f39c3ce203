package org.everswarm.node.admission;

import java.util.LinkedHashMap;
import java.util.Map;
import org.everswarm.protocol.receipt.ReceiptToken;

/**
 * Receipts whose signature was found good, at most so many; the longest unused makes room.
 * Thread-safe. Only genuine tokens enter, so nobody can crowd out others without paying.
 */
final class VerifiedReceipts {

  private final Map<ReceiptToken, Boolean> tokens;

  VerifiedReceipts(int max) {
    this.tokens =
        new LinkedHashMap<>(64, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<ReceiptToken, Boolean> eldest) {
            return size() > max;
          }
        };
  }

  synchronized boolean contains(ReceiptToken token) {
    return tokens.get(token) != null;
  }

  synchronized void add(ReceiptToken token) {
    tokens.put(token, Boolean.TRUE);
  }

  synchronized void clear() {
    tokens.clear();
  }
}
