package org.everswarm.node.admission;

import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;

/**
 * A tracker's word that a peer came with a valid receipt.
 *
 * @param peer the address the tracker saw and the port the client announced
 * @param receiptId the receipt it came with; 0 where none is needed
 * @param untilEpochSecond first second in which this no longer holds
 */
public record Admission(InfoHash infoHash, Endpoint peer, long receiptId, long untilEpochSecond) {

  /** The receipt id of an announce for a torrent that is free. */
  public static final long NO_RECEIPT = 0;

  boolean heldBy(Endpoint other, long otherReceiptId) {
    return receiptId == otherReceiptId && peer.equals(other);
  }
}
