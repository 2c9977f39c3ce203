package org.everswarm.tracker.listen;

import java.net.InetSocketAddress;

/** A port that could not be opened, as a sentence for the operator. */
public final class CannotListen extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  /**
   * Such as {@code Cannot listen on UDP 127.0.0.1:6969: Address already in use}.
   *
   * @param what was to listen
   */
  public CannotListen(String what, InetSocketAddress bind, Throwable cause) {
    super("Cannot listen on " + what + " " + address(bind) + ": " + reason(cause), cause);
  }

  private static String address(InetSocketAddress bind) {
    return bind.getAddress().getHostAddress() + ":" + bind.getPort();
  }

  /** Without the system call's name and number. */
  private static String reason(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.substring(message.lastIndexOf(": ") + 1).strip();
  }
}
