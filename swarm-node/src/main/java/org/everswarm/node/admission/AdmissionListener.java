package org.everswarm.node.admission;

import java.util.Set;
import org.everswarm.protocol.InfoHash;

/** Hears of admissions as they come and go, on whichever thread brings them; must not block. */
public interface AdmissionListener {

  /** A peer was admitted, or admitted again. */
  void admitted(Admission admission);

  /** Receipts were revoked; the admissions that came with them are gone already. */
  void revoked(Set<Long> receiptIds);

  /** Nobody may be served these torrents any more. */
  void denied(Set<InfoHash> infoHashes);
}
