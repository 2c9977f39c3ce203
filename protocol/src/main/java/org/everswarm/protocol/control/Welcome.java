package org.everswarm.protocol.control;

import java.util.List;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BList;
import org.everswarm.protocol.receipt.ReceiptPublicKey;

/**
 * The tracker's answer to {@link Hello}.
 *
 * @param intervalSeconds how often peers announce
 * @param keys by which receipts are verified
 * @param revokedReceiptIds the first of those revoked; the others follow in {@link Revoke}
 */
public record Welcome(
    int intervalSeconds, List<ReceiptPublicKey> keys, List<Long> revokedReceiptIds)
    implements ControlMessage {

  static final String TYPE = "welcome";

  public Welcome {
    keys = List.copyOf(keys);
    revokedReceiptIds = List.copyOf(revokedReceiptIds);
    Bounds.require(intervalSeconds >= 0, "an interval is not negative");
    Bounds.size(keys, Bounds.MAX_KEYS);
    Bounds.size(revokedReceiptIds, MAX_ITEMS);
  }

  static Welcome read(Fields fields) {
    return new Welcome(
        fields.integer("interval"), ReceiptKeys.parse(fields.texts("keys")), fields.ids("revoked"));
  }

  @Override
  public BDict toDict() {
    return ControlCodec.message(TYPE)
        .put("interval", intervalSeconds)
        .put("keys", BList.ofTexts(ReceiptKeys.lines(keys)))
        .put("revoked", Packed.ids(revokedReceiptIds))
        .build();
  }
}
