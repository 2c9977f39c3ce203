package org.everswarm.tracker.announce;

import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.gate.KnownReceipt;
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

  /** Memory with the characters of a receipt at {@link #receiptAt}. */
  public byte[] receiptText = {};

  /**
   * The index of the 116 characters of what may be a receipt that nobody has read yet; -1 when
   * there are none. While there are, {@link #receipt} and {@link #receiptMalformed} mean nothing: a
   * receipt that is known is not read at all, and another when it is needed.
   */
  public int receiptAt = -1;

  /** What the receipt says that opened the gate of this torrent. */
  final KnownReceipt admitted = new KnownReceipt();

  /** Reads the characters. Allocates. */
  void readReceipt() {
    receipt = ReceiptToken.parseAscii(receiptText, receiptAt, receiptAt + ReceiptToken.TEXT_LENGTH);
    receiptMalformed = receipt == null;
    receiptAt = -1;
  }
}
