package org.everswarm.tracker.ops;

import java.io.IOException;
import java.util.List;
import org.everswarm.protocol.receipt.ReceiptPublicKey;

/** The receipt keys a node accepts, and how it takes one more for good. Thread-safe. */
public interface KeyRing {

  /** The keys whose receipts are accepted. */
  List<ReceiptPublicKey> keys();

  /**
   * Accepts and keeps one more; without effect if it is known. Blocks.
   *
   * @throws IllegalArgumentException with a sentence, if another key has its id
   */
  void add(ReceiptPublicKey key) throws IOException;
}
