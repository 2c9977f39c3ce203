package org.everswarm.node.admission;

/**
 * How much may be remembered.
 *
 * @param admissions in all; beyond it the one that ends first makes room
 * @param admissionsPerReceipt of one receipt, so that no buyer can push out the others
 * @param holds who may wait for an admission at once
 */
public record AdmissionLimits(int admissions, int admissionsPerReceipt, int holds) {

  public AdmissionLimits {
    if (admissions < 1 || admissionsPerReceipt < 1 || holds < 1) {
      throw new IllegalArgumentException("every limit of the admissions must be at least 1");
    }
  }

  /** 200,000 admissions (about 40 MB), 256 a receipt and 8,192 holds. */
  public static AdmissionLimits defaults() {
    return new AdmissionLimits(200_000, 256, 8_192);
  }
}
