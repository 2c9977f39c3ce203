package org.everswarm.tracker.exchange;

/** The bytes are not what another node of this version would send. */
public final class MalformedBatchException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  MalformedBatchException(String message) {
    super(message);
  }
}
