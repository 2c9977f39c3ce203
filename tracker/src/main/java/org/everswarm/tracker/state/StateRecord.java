package org.everswarm.tracker.state;

import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.registry.Denial;
import org.everswarm.tracker.registry.RegistryChange;

/** One thing that a node tells the others. */
sealed interface StateRecord {

  /** A torrent was registered or removed. The last change counts. */
  record Torrent(RegistryChange change) implements StateRecord {}

  /** A swarm was closed or opened. The last word counts. */
  record Closing(Denial denial) implements StateRecord {}

  /** A receipt is void until it ends anyway. The longest word counts. */
  record Revoked(Revocation revocation) implements StateRecord {}

  /** Receipts of this key are accepted, for ever. */
  record Key(ReceiptPublicKey key) implements StateRecord {}

  /** A receipt was used in a network in an hour. */
  record Use(long receiptId, long network, long epochHours) implements StateRecord {}
}
