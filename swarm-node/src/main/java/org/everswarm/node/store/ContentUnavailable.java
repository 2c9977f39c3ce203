package org.everswarm.node.store;

import java.io.IOException;

/** The content asked for is not there, or not what its torrent says, or this node is too busy. */
public class ContentUnavailable extends IOException {

  private static final long serialVersionUID = 1;

  /** Says why, for the log of this node; no reader hears it. */
  public ContentUnavailable(String message) {
    super(message);
  }

  /** An expected answer, not a fault of ours: no stack is taken. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
