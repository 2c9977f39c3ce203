package org.everswarm.tracker.shop.money;

/** What the platform's rate is taken of. Tax is never part of it. */
public enum FeeBasis {
  /** Of what is left of the price when the processor has taken its fee. */
  NET,
  /** Of the price. */
  GROSS
}
