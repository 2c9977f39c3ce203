package org.everswarm.protocol.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.jspecify.annotations.Nullable;

/**
 * The query of an HTTP scrape (BEP 48). One without {@code info_hash} would ask for every swarm and
 * is refused.
 *
 * <p>Mutable, reusable, confined to one thread. Takes any input without an exception.
 */
public final class ScrapeQuery {

  /** Transmission asks for fewer at once after a refusal that contains the last four words. */
  private static final String TOO_MANY = "too many info_hash: GET string too long";

  private final RequestTarget ownTarget = new RequestTarget();
  private final QueryPairs pairs = new QueryPairs();
  private final byte[] id = new byte[InfoHash.LENGTH];
  private final List<InfoHash> infoHashes = new ArrayList<>();
  private RequestTarget target = ownTarget;

  /** Reads a scrape; null if it is fine, else why not, in words for the peer. */
  public @Nullable String parse(String target, int maxHashes) {
    ownTarget.parse(target);
    return parse(ownTarget, maxHashes);
  }

  /** Reads a scrape whose target was parsed before and is not parsed anew until this is read. */
  public @Nullable String parse(RequestTarget target, int maxHashes) {
    this.target = target;
    infoHashes.clear();
    target.query(pairs);
    while (pairs.next()) {
      if (!pairs.nameIs("info_hash")) {
        continue;
      }
      if (infoHashes.size() == maxHashes) {
        return TOO_MANY;
      }
      if (!pairs.bytes(id)) {
        return "invalid info_hash";
      }
      infoHashes.add(InfoHash.of(id));
    }
    return infoHashes.isEmpty() ? "missing info_hash" : null;
  }

  /** The info-hashes in the order of the query, repeated ones too; valid until the next parse. */
  public List<InfoHash> infoHashes() {
    return Collections.unmodifiableList(infoHashes);
  }

  /** Whether there is a receipt that cannot be read, or more than one. */
  public boolean receiptMalformed() {
    return target.receiptMalformed();
  }

  /** The receipt; null when there is none or it is malformed. */
  public @Nullable ReceiptToken receipt() {
    return target.receipt();
  }
}
