package org.everswarm.protocol.metainfo;

/** A .torrent that is none, breaks a rule or goes beyond a limit. The reason says which. */
public final class MalformedMetainfo extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  MalformedMetainfo(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  /** What is wrong, in words for whoever handed the file in. */
  public String reason() {
    return reason;
  }
}
