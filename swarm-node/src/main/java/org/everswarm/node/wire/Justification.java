package org.everswarm.node.wire;

import org.everswarm.node.admission.Admission;
import org.everswarm.node.admission.Admissions;
import org.everswarm.protocol.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Why a peer may be served; nothing justifies serving a torrent that is denied.
 *
 * @param receiptId the receipt its connection lives on
 * @param untilEpochSecond first second in which it does no more
 */
record Justification(long receiptId, long untilEpochSecond) {

  private static final Justification FREE = new Justification(Admission.NO_RECEIPT, Long.MAX_VALUE);

  /**
   * The best there is at the moment, or null. One that we called is known by its port and needs the
   * admission of just that; one that called us comes from any port, and its address must do.
   */
  static @Nullable Justification find(
      Admissions admissions, WireTorrent torrent, Direction direction, Endpoint remote) {
    if (admissions.isDenied(torrent.infoHash())) {
      return null;
    }
    if (!torrent.gate().needsReceipt()) {
      return FREE;
    }
    Admission admission =
        direction == Direction.OUTBOUND
            ? admissions.find(torrent.infoHash(), remote)
            : admissions.find(torrent.infoHash(), remote.address());
    return admission == null
        ? null
        : new Justification(admission.receiptId(), admission.untilEpochSecond());
  }
}
