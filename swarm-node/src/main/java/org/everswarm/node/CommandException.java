package org.everswarm.node;

/** A command that was right but failed; the message is the sentence that says why. */
final class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1;

  CommandException(String sentence) {
    super(sentence);
  }

  CommandException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
