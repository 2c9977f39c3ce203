package org.everswarm.tracker.shop.ledger;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** Proves the books. */
@SuppressWarnings("DoNotCallSuggester")
public final class LedgerVerifier {

  /**
   * What was found.
   *
   * @param entries how many entries were read
   * @param head sequence number and hash of the newest, as {@code SEQ:HASH}; to be kept elsewhere
   * @param findings one sentence each; empty if all is proved
   */
  public record Report(long entries, String head, List<String> findings) {

    public boolean proved() {
      return findings.isEmpty();
    }
  }

  /** Reads everything once. */
  public Report verify(Handle handle) {
    throw new UnsupportedOperationException();
  }
}
