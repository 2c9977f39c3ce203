package org.everswarm.protocol.metainfo;

/** A .torrent that is none, breaks a rule or goes beyond a limit. The message says which. */
public final class MalformedMetainfo extends Exception {

  private static final long serialVersionUID = 1L;

  MalformedMetainfo(String reason) {
    super(reason, null, false, false);
  }
}
