package org.everswarm.tracker.shop.catalogue;

import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.Revocation;

/** What the swarms were told once, and when it was decided, in milliseconds since 1970. */
public sealed interface Word {

  /** A torrent is tracked on these terms. */
  record Tracked(InfoHash infoHash, Gate gate, long bundleId, String name, long atMillis)
      implements Word {}

  /** A torrent is refused to everybody. */
  record Denied(InfoHash infoHash, String reason, long atMillis) implements Word {}

  /** A torrent is refused no more. */
  record Allowed(InfoHash infoHash, long atMillis) implements Word {}

  /** A receipt is void; that is never taken back. */
  record Revoked(Revocation revocation) implements Word {}
}
