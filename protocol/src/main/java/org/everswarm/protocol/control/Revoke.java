package org.everswarm.protocol.control;

import java.util.List;
import org.everswarm.protocol.bencode.BDict;

/** A tracker's word that these receipts are void: whatever lives on one ends now. */
public record Revoke(List<Long> receiptIds) implements ControlMessage {

  static final String TYPE = "revoke";

  public Revoke {
    receiptIds = List.copyOf(receiptIds);
    Bounds.size(receiptIds, MAX_ITEMS);
  }

  static Revoke read(Fields fields) {
    return new Revoke(fields.ids("receipts"));
  }

  @Override
  public BDict toDict() {
    return ControlCodec.message(TYPE).put("receipts", Packed.ids(receiptIds)).build();
  }
}
