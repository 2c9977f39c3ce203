package org.everswarm.protocol.control;

import java.util.List;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.receipt.Revocation;

/** A tracker's word that these receipts are void: whatever lives on one ends now. */
public record Revoke(List<Revocation> revocations) implements ControlMessage {

  static final String TYPE = "revoke";

  public Revoke {
    revocations = List.copyOf(revocations);
    Bounds.size(revocations, MAX_ITEMS);
  }

  static Revoke read(Fields fields) {
    return new Revoke(fields.revocations("receipts"));
  }

  @Override
  public BDict toDict() {
    return ControlCodec.message(TYPE).put("receipts", Packed.revocations(revocations)).build();
  }
}
