package org.everswarm.tracker.shop.catalogue;

/** How far a bundle is. */
public enum State {
  /** Only its publisher sees it. */
  DRAFT,
  /** It is for sale. */
  LIVE,
  /** It is not for sale; who has it keeps it. */
  PAUSED,
  /** It is never for sale again; who has it keeps it. */
  ENDED
}
