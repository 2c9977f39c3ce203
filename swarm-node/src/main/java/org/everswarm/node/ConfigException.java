package org.everswarm.node;

/**
 * The operator's fault: the message is the one sentence that says what to set. Ends the program
 * with exit code 2 before any port opens.
 */
final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1;

  ConfigException(String sentence) {
    super(sentence);
  }

  ConfigException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
