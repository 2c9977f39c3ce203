package org.everswarm.tracker.swarm;

/** Thrown by {@link PeerTable#restore}: the bytes are not swarms. */
public final class MalformedSwarmException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  MalformedSwarmException(String message) {
    super(message);
  }
}
