package org.everswarm.protocol.bencode;

/** The input is no bencode, not canonical, or beyond a limit. */
public final class MalformedBencode extends Exception {

  private static final long serialVersionUID = 1L;

  private final int offset;

  MalformedBencode(String reason, int offset) {
    // Peers cause these at will: no stack trace.
    super(reason + " at byte " + offset, null, false, false);
    this.offset = offset;
  }

  /** Where in the input the trouble is. */
  public int offset() {
    return offset;
  }
}
