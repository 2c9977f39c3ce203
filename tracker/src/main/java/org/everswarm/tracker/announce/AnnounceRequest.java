package org.everswarm.tracker.announce;

import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.swarm.PeerAnnounce;
import org.jspecify.annotations.Nullable;

/**
 * One announce as a front end hands it over: plain fields, filled again for every request.
 *
 * <p>Confined to one event loop. A front end sets {@link #peer} but for its time, and the rest.
 */
public final class AnnounceRequest {

  /** Who announces what. {@code numWant} -1 asks for the usual number. */
  public final PeerAnnounce peer = new PeerAnnounce();

  /** How it came. */
  public Transport transport = Transport.UDP;

  /** The receipt it came with, if any. */
  public @Nullable ReceiptToken receipt;

  /** Whether there was a receipt that could not be read. */
  public boolean receiptMalformed;

  /** Where it came from: the address that was observed. A new value. */
  public IpAddress source() {
    return peer.address();
  }
}
