package org.everswarm.node.admission;

/** Hears of admissions as they come and go, on whichever thread brings them; must not block. */
public interface AdmissionListener {

  /** A peer was admitted, or admitted again. */
  void admitted(Admission admission);

  /** A receipt was revoked; the admissions that came with it are gone already. */
  void revoked(long receiptId);
}
