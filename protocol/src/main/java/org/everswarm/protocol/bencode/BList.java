package org.everswarm.protocol.bencode;

import java.util.List;

/** A bencoded list. */
public record BList(List<BValue> values) implements BValue {

  public BList {
    values = List.copyOf(values);
  }

  /** A list of text strings. */
  public static BList ofTexts(List<String> texts) {
    return new BList(texts.stream().<BValue>map(BString::of).toList());
  }
}
