package org.everswarm.tracker;

import java.io.Serial;

/**
 * The operator's fault: the message is the one sentence that says what to set. Ends the program
 * with exit code 2 before any port opens.
 */
public final class ConfigException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  ConfigException(String sentence) {
    super(sentence);
  }

  ConfigException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
