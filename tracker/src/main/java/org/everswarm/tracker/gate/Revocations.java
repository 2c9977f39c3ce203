package org.everswarm.tracker.gate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/** Receipts that are void. */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class Revocations implements AutoCloseable {

  /** Opens. */
  public static Revocations open(Path file) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Whether a receipt is void. */
  public boolean contains(long receiptId) {
    throw new UnsupportedOperationException();
  }

  /** Voids a receipt; durable when it returns. */
  public void revoke(long receiptId) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** All. */
  public List<Long> list() {
    throw new UnsupportedOperationException();
  }

  /** How many. */
  public int size() {
    throw new UnsupportedOperationException();
  }

  /** Calls back after each revocation, on the thread that revoked. */
  public void onRevoke(LongConsumer listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() throws IOException {}
}
