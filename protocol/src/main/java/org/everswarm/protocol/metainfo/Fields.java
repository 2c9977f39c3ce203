package org.everswarm.protocol.metainfo;

import java.util.List;
import java.util.Optional;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BInt;
import org.everswarm.protocol.bencode.BList;
import org.everswarm.protocol.bencode.BString;
import org.everswarm.protocol.bencode.BValue;

/** Typed access to a dictionary of a .torrent: a key of the wrong kind is malformed. */
final class Fields {

  private final BDict dict;

  Fields(BDict dict) {
    this.dict = dict;
  }

  static Fields of(BValue value, String what) throws MalformedMetainfo {
    return new Fields(as(value, BDict.class, what));
  }

  boolean has(String key) {
    return dict.find(key).isPresent();
  }

  long number(String key) throws MalformedMetainfo {
    return required(key, BInt.class).value();
  }

  long number(String key, long otherwise) throws MalformedMetainfo {
    return has(key) ? number(key) : otherwise;
  }

  byte[] bytes(String key) throws MalformedMetainfo {
    return required(key, BString.class).toBytes();
  }

  List<BValue> list(String key) throws MalformedMetainfo {
    return required(key, BList.class).values();
  }

  Optional<String> text(String key) throws MalformedMetainfo {
    return has(key) ? Optional.of(required(key, BString.class).text()) : Optional.empty();
  }

  /** {@code key}, or what old programs that wrote it in another charset put beside it. */
  String utf8Variant(String key) {
    return has(key + ".utf-8") ? key + ".utf-8" : key;
  }

  Optional<BValue> find(String key) {
    return dict.find(key);
  }

  private <T extends BValue> T required(String key, Class<T> kind) throws MalformedMetainfo {
    Optional<BValue> value = dict.find(key);
    if (value.isEmpty()) {
      throw new MalformedMetainfo("there is no '" + key + "'");
    }
    return as(value.get(), kind, "'" + key + "'");
  }

  static <T extends BValue> T as(BValue value, Class<T> kind, String what)
      throws MalformedMetainfo {
    if (!kind.isInstance(value)) {
      throw new MalformedMetainfo(what + " is of the wrong kind");
    }
    return kind.cast(value);
  }
}
