package org.everswarm.node.wire;

import java.util.Locale;

/** How a handshake ended. */
public enum HandshakeResult {
  /** The peer is being served. */
  SERVED,
  /** We do not hold the torrent. */
  UNKNOWN_TORRENT,
  /** An operator denied the torrent to everybody. */
  DENIED,
  /** No admission came while the handshake was held. */
  NOT_ADMITTED,
  /** The first byte is not a plain handshake's: an encrypted one (MSE), or noise. */
  NOT_PLAIN,
  /** Not the torrent we asked for, or not a BitTorrent handshake after all. */
  WRONG,
  /** The 68 bytes did not come in time. */
  SLOW,
  /** More bytes before our answer than a handshake has use for. */
  TOO_MUCH,
  /** A limit of connections, of all or of one address, is reached. */
  CROWDED,
  /** The other end of the connection is ourselves. */
  OURSELVES,
  /** The peer closed. */
  ABANDONED,
  /** Nobody answered our call. */
  UNREACHABLE;

  /** Label of metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
