package org.everswarm.tracker.registry;

/** What became of a {@link Registry#claim}. */
public enum Claim {
  /** The torrent is tracked now. */
  ADDED,
  /** It was so already, with this gate and bundle. */
  KNOWN,
  /** It is tracked with another gate or bundle, and stays so. */
  OTHER_TERMS,
  /** An operator removed it, and only an operator may bring it back. */
  REMOVED
}
