package org.everswarm.node.wire;

import java.util.Locale;

/** Why a connection that was served ended. */
public enum CloseReason {
  /** The peer closed, or the network did. */
  PEER,
  /** This node stops. */
  STOPPING,
  /** No live admission justifies the connection any more: revoked or ended. */
  ADMISSION_GONE,
  /** An operator denied the torrent to everybody. */
  DENIED,
  /** The peer has all there is. */
  SEEDER,
  /** Nothing was asked for a long time. */
  IDLE,
  /** Nothing at all was heard for a long time. */
  SILENT,
  /** The peer asks and does not read. */
  STALLED,
  /** A frame longer than any may be. */
  FRAME_TOO_LONG,
  /** A message whose length cannot be that of its kind. */
  BAD_LENGTH,
  /** A bitfield that is not this torrent's. */
  BAD_BITFIELD,
  /** A piece the torrent does not have. */
  BAD_PIECE,
  /** A message of the fast extension, which was not agreed on. */
  NOT_FAST,
  /** More requests without sense than an honest client makes. */
  INVALID_REQUESTS,
  /** Our own content could not be read. */
  UNREADABLE,
  /** A fault of ours. */
  FAULT;

  /** Label of metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
