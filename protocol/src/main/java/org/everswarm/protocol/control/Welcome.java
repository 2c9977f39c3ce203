package org.everswarm.protocol.control;

import java.util.List;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BList;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.everswarm.protocol.receipt.Revocation;

/**
 * The tracker's answer to {@link Hello}.
 *
 * @param intervalSeconds how often peers announce
 * @param keys by which receipts are verified
 * @param revocations the first of them; the others follow in {@link Revoke}
 */
public record Welcome(
    int intervalSeconds, List<ReceiptPublicKey> keys, List<Revocation> revocations)
    implements ControlMessage {

  static final String TYPE = "welcome";

  public Welcome {
    keys = List.copyOf(keys);
    revocations = List.copyOf(revocations);
    Bounds.require(intervalSeconds >= 0, "an interval is not negative");
    Bounds.size(keys, Bounds.MAX_KEYS);
    Bounds.size(revocations, MAX_ITEMS);
  }

  static Welcome read(Fields fields) {
    return new Welcome(
        fields.integer("interval"),
        ReceiptKeys.parse(fields.texts("keys")),
        fields.revocations("revoked"));
  }

  @Override
  public BDict toDict() {
    return ControlCodec.message(TYPE)
        .put("interval", intervalSeconds)
        .put("keys", BList.ofTexts(ReceiptKeys.lines(keys)))
        .put("revoked", Packed.revocations(revocations))
        .build();
  }
}
