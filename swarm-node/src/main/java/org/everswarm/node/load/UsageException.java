package org.everswarm.node.load;

/** The operator's fault: the message is the sentence that says what to set. */
final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1;

  UsageException(String sentence) {
    super(sentence);
  }
}
