package org.everswarm.protocol.control;

import java.util.List;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BList;
import org.everswarm.protocol.receipt.ReceiptPublicKey;

/** The keys by which receipts are verified from now on, all of them. */
public record ReceiptKeys(List<ReceiptPublicKey> keys) implements ControlMessage {

  static final String TYPE = "keys";

  public ReceiptKeys {
    keys = List.copyOf(keys);
    Bounds.size(keys, Bounds.MAX_KEYS);
  }

  static ReceiptKeys read(Fields fields) {
    return new ReceiptKeys(parse(fields.texts("keys")));
  }

  static List<ReceiptPublicKey> parse(List<String> lines) {
    return lines.stream().map(ReceiptPublicKey::parseLine).toList();
  }

  static List<String> lines(List<ReceiptPublicKey> keys) {
    return keys.stream().map(ReceiptPublicKey::line).toList();
  }

  @Override
  public BDict toDict() {
    return ControlCodec.message(TYPE).put("keys", BList.ofTexts(lines(keys))).build();
  }
}
