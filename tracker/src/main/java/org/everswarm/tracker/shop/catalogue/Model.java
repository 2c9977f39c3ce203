package org.everswarm.tracker.shop.catalogue;

/** How a price is made. */
public enum Model {
  /** Nothing is paid. */
  FREE,
  /** The publisher says how much. */
  FIXED,
  /** The buyer says how much, from a minimum on. */
  PAY_WHAT_YOU_WANT
}
