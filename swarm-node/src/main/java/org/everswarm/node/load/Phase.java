package org.everswarm.node.load;

/**
 * A part of a load.
 *
 * @param title what the report calls it; empty: it is not reported
 * @param order which peers announce
 * @param laneRate announces a second of each lane in an open loop; 0 in a closed loop
 * @param forgedLaneRate forged announces a second of each lane that forges; 0: none
 * @param seconds how long; 0: until the order is through
 * @param startNanos when it begins, on the clock of {@link System#nanoTime}
 */
record Phase(
    String title,
    Order order,
    double laneRate,
    double forgedLaneRate,
    double seconds,
    long startNanos) {

  /** Which peers announce. */
  enum Order {
    /** All, over and over. */
    ROUND_ROBIN,

    /** Each until it had an answer that is no error. */
    FILL,

    /** Each once. */
    ONCE
  }

  /** Whether its time is up, if it is limited. */
  boolean isOver(long nowNanos) {
    return seconds > 0 && nowNanos - startNanos >= (long) (seconds * 1e9);
  }
}
