package org.everswarm.tracker;

import java.io.Serial;

/** A command could not do what it was asked; the message is the one sentence that says why. */
class CommandException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  CommandException(String sentence) {
    super(sentence);
  }

  CommandException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
