package org.everswarm.node.admission;

/**
 * How much may be remembered.
 *
 * @param admissions in all; beyond it the one that ends first makes room
 * @param admissionsPerReceipt of one receipt, so that no buyer can push out the others
 * @param holds who may wait for an admission at once
 * @param revoked revoked receipts remembered, so that an admission that was overtaken by its
 *     receipt's revocation is refused
 */
public record AdmissionLimits(int admissions, int admissionsPerReceipt, int holds, int revoked) {

  public AdmissionLimits {
    if (admissions < 1 || admissionsPerReceipt < 1 || holds < 1 || revoked < 1) {
      throw new IllegalArgumentException("every limit of the admissions must be at least 1");
    }
  }

  /** 200,000 admissions (about 40 MB), 256 a receipt, 8,192 holds, 65,536 revoked receipts. */
  public static AdmissionLimits defaults() {
    return new AdmissionLimits(200_000, 256, 8_192, 65_536);
  }
}
