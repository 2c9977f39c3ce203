package org.everswarm.node.admission;

/** Someone who waits for an admission. Thread-safe. */
public interface Hold extends AutoCloseable {

  /** Stops waiting. The callback may still be under way on another thread. */
  @Override
  void close();
}
