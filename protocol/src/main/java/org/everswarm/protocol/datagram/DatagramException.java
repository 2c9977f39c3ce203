package org.everswarm.protocol.datagram;

import java.io.IOException;

/** The system refused a call on a socket; the message is the system's, as in the manual. */
public final class DatagramException extends IOException {

  private static final long serialVersionUID = 1L;

  DatagramException(int errno) {
    super(LibC.strerror(errno));
  }
}
