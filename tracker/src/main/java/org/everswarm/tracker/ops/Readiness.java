package org.everswarm.tracker.ops;

/** Whether this node wants traffic. Thread-safe; goes one way only: starting, ready, draining. */
public final class Readiness {

  private enum State {
    STARTING,
    READY,
    DRAINING
  }

  private volatile State state = State.STARTING;

  /** All is bound; without effect once draining. */
  public synchronized void ready() {
    if (state == State.STARTING) {
      state = State.READY;
    }
  }

  /** No new traffic, please; what comes is still answered. */
  public synchronized void drain() {
    state = State.DRAINING;
  }

  /** Whether traffic is welcome. */
  public boolean isReady() {
    return state == State.READY;
  }

  /** For people: starting, ready or draining. */
  String text() {
    return switch (state) {
      case STARTING -> "starting";
      case READY -> "ready";
      case DRAINING -> "draining";
    };
  }
}
