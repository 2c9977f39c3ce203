package org.everswarm.tracker.gate;

import java.util.Locale;

/** What the gate makes of a receipt, or of its lack. */
public enum GateDecision {
  ADMITTED,
  /** All is well but for the signature, which must be checked first. */
  VERIFY,
  MISSING,
  MALFORMED,
  OTHER_BUNDLE,
  EXPIRED,
  REVOKED,
  UNKNOWN_KEY,
  FROZEN;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The value of a metric's label. */
  public String label() {
    return label;
  }
}
