package org.everswarm.node.load;

/** The load cannot go on; the message is the sentence that says why. */
final class LoadException extends RuntimeException {

  private static final long serialVersionUID = 1;

  LoadException(String sentence) {
    super(sentence);
  }

  LoadException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
