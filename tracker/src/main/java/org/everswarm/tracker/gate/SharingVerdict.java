package org.everswarm.tracker.gate;

/** Whether a receipt is used as one household would. */
public enum SharingVerdict {
  FINE,
  /** In more networks than a household has: the user is told. */
  WARN,
  /** In far more: nobody is served on it until they are fewer. */
  FROZEN
}
