package org.everswarm.node.admission;

import java.util.Collection;
import java.util.List;
import org.everswarm.protocol.receipt.Revocation;

/** Revocations that do not end. */
public final class Revoked {

  private Revoked() {}

  public static List<Revocation> forEver(Long... receiptIds) {
    return forEver(List.of(receiptIds));
  }

  public static List<Revocation> forEver(Collection<Long> receiptIds) {
    return receiptIds.stream().map(Revocation::forEver).toList();
  }
}
