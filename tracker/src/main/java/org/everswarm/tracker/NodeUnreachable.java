package org.everswarm.tracker;

import java.io.Serial;

/** No node answers where an admin command looked for one. */
final class NodeUnreachable extends CommandException {

  @Serial private static final long serialVersionUID = 1;

  NodeUnreachable(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
