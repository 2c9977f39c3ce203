package org.everswarm.tracker.announce;

/** Which info-hashes are tracked. */
public enum Access {
  /** Any; those that nobody registered are free. */
  OPEN,
  /** Those in the registry. */
  REGISTERED
}
