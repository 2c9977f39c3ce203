package org.everswarm.tracker.state;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.everswarm.protocol.receipt.ReceiptPublicKey;

/** The receipt keys that a node accepts. They only become more. Thread-safe. */
public interface ReceiptKeys {

  /** All of them. */
  List<ReceiptPublicKey> keys();

  /**
   * Accepts and keeps a key that another node told; without effect if it is known. Blocks.
   *
   * @return false if another key has its id: that one stays
   */
  boolean learn(ReceiptPublicKey key) throws IOException;

  /** Has every key told that is added here; what {@link #learn} brings is not. */
  void onLocalKey(Consumer<ReceiptPublicKey> listener);
}
