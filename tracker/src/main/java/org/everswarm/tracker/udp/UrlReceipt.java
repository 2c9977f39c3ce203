package org.everswarm.tracker.udp;

import io.netty.buffer.ByteBuf;
import org.everswarm.protocol.http.RequestTarget;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.udp.UrlData;
import org.jspecify.annotations.Nullable;

/** Finds the receipt in an announce's URL data (BEP 41). Confined to one event loop. */
final class UrlReceipt {

  /** A token, a path, and whatever else a tracker URL may have. */
  private static final int LENGTH_MAX = 512;

  private final byte[] text = new byte[LENGTH_MAX];
  private final RequestTarget target = new RequestTarget();
  private @Nullable ReceiptToken receipt;
  private boolean malformed;

  /** Reads the options from index {@code from} to {@code to}. */
  void read(ByteBuf in, int from, int to) {
    int length = from == to ? 0 : UrlData.read(in, from, to, text);
    receipt = null;
    malformed = length == UrlData.MALFORMED;
    if (length > 0) {
      target.parseAscii(text, 0, length);
      receipt = target.receipt();
      malformed = target.receiptMalformed();
    }
  }

  /** The receipt; null when there is none or it is malformed. */
  @Nullable ReceiptToken receipt() {
    return receipt;
  }

  /** Whether there is a receipt that cannot be read, or options that cannot. */
  boolean malformed() {
    return malformed;
  }
}
