package org.everswarm.protocol.control;

import java.util.List;
import java.util.Locale;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BInt;
import org.everswarm.protocol.bencode.BList;
import org.everswarm.protocol.bencode.BString;
import org.everswarm.protocol.bencode.BValue;
import org.everswarm.protocol.receipt.Revocation;

/**
 * The fields of one message. What is missing or of the wrong kind is an {@link
 * IllegalArgumentException}, as it is for the messages' constructors.
 */
final class Fields {

  private final BDict dict;

  Fields(BDict dict) {
    this.dict = dict;
  }

  long number(String key) {
    return find(key, BInt.class).value();
  }

  int integer(String key) {
    return Packed.toInt(number(key));
  }

  String text(String key) {
    return toText(find(key, BString.class));
  }

  byte[] bytes(String key) {
    return find(key, BString.class).toBytes();
  }

  List<byte[]> byteStrings(String key) {
    return strings(key).stream().map(BString::toBytes).toList();
  }

  List<String> texts(String key) {
    return strings(key).stream().map(Fields::toText).toList();
  }

  InfoHash infoHash(String key) {
    byte[] bytes = bytes(key);
    if (bytes.length != InfoHash.LENGTH) {
      throw new IllegalArgumentException("an info-hash has 20 bytes");
    }
    return InfoHash.of(bytes);
  }

  List<InfoHash> infoHashes(String key) {
    return Packed.infoHashes(bytes(key));
  }

  List<Long> ids(String key) {
    return Packed.ids(bytes(key));
  }

  List<Revocation> revocations(String key) {
    return Packed.revocations(bytes(key));
  }

  Endpoint endpoint(String key) {
    return Packed.endpoint(bytes(key));
  }

  Gate gate(String key) {
    String name = text(key);
    for (Gate gate : Gate.values()) {
      if (gateName(gate).equals(name)) {
        return gate;
      }
    }
    throw new IllegalArgumentException("no such gate");
  }

  static String gateName(Gate gate) {
    return gate.name().toLowerCase(Locale.ROOT);
  }

  private List<BString> strings(String key) {
    return find(key, BList.class).values().stream().map(value -> as(value, BString.class)).toList();
  }

  private <T extends BValue> T find(String key, Class<T> kind) {
    return dict.find(key)
        .map(value -> as(value, kind))
        .orElseThrow(() -> new IllegalArgumentException("no " + key));
  }

  private static <T extends BValue> T as(BValue value, Class<T> kind) {
    if (!kind.isInstance(value)) {
      throw new IllegalArgumentException("a field of the wrong kind");
    }
    return kind.cast(value);
  }

  private static String toText(BString string) {
    return string.utf8().orElseThrow(() -> new IllegalArgumentException("no text"));
  }
}
