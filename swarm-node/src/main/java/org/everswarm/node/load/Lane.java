package org.everswarm.node.load;

import java.io.IOException;

/**
 * One way to the tracker: a UDP socket, or HTTP connections from one address. Used by one thread at
 * a time; never blocks but in {@link #open}.
 */
interface Lane extends AutoCloseable {

  /** Opens sockets. */
  void open() throws IOException;

  /** Begins a phase, counting in {@code tallies}. */
  void begin(Phase phase, Tallies tallies);

  /** Sends what may be sent and takes what has arrived; tells how much that was. */
  int turn();

  /** Takes what has arrived, and sends nothing; tells how much that was. */
  int receive();

  /** From here on counts in {@code tallies}. */
  void count(Tallies tallies);

  /** Gives up what has waited too long. */
  void expire(long nowNanos);

  /** Whether all of a phase that ends by itself is done. */
  boolean finished();

  /** Requests without an answer. */
  int inFlight();

  /** Peers of a filling that had no answer, or none but errors. */
  int unanswered();

  @Override
  void close();
}
