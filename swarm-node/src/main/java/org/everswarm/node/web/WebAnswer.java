package org.everswarm.node.web;

import org.everswarm.node.admission.ReceiptVerdict;
import org.everswarm.node.store.HeldTorrent;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.jspecify.annotations.Nullable;

/** Whether a request may have what it asks for. */
sealed interface WebAnswer {

  /** It may have files of this torrent, for as long as the receipt, if one was needed, is good. */
  record Granted(HeldTorrent torrent, @Nullable ReceiptToken receipt) implements WebAnswer {}

  /** It gets a status and a sentence. */
  record Refused(int status, WebResult result, String reason) implements WebAnswer {

    static final Refused NOT_FOUND = new Refused(404, WebResult.NOT_FOUND, "no such file");
    static final Refused RECEIPT_MISSING =
        new Refused(
            403, WebResult.RECEIPT_MISSING, "this needs a receipt: use the .torrent you got");
    static final Refused RECEIPT_MALFORMED =
        new Refused(403, WebResult.RECEIPT_MALFORMED, "this receipt is malformed");
    static final Refused UNAVAILABLE =
        new Refused(503, WebResult.UNAVAILABLE, "this content is not available now");

    /** Status 451 is "Unavailable For Legal Reasons" (RFC 7725). */
    static Refused denied(String reason) {
      return new Refused(451, WebResult.DENIED, reason);
    }

    static Refused of(ReceiptVerdict verdict) {
      int status = verdict == ReceiptVerdict.BUSY ? 503 : 403;
      return new Refused(status, WebResult.of(verdict), verdict.reason());
    }
  }
}
