package org.everswarm.tracker.ops;

import java.io.Serial;

/** An admin request that is not carried out; the message is the sentence to answer. */
final class AdminRefusal extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  private final int status;

  AdminRefusal(int status, String sentence) {
    super(sentence);
    this.status = status;
  }

  /** The HTTP status that goes with it. */
  int status() {
    return status;
  }
}
