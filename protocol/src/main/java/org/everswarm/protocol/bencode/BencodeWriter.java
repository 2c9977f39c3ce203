package org.everswarm.protocol.bencode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;

/** Writes canonical bencode (BEP 3). */
public final class BencodeWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private BencodeWriter() {}

  /** The canonical form of {@code value}. */
  public static byte[] write(BValue value) {
    BencodeWriter writer = new BencodeWriter();
    writer.value(value);
    return writer.out.toByteArray();
  }

  /** A dictionary of values that are bencoded already and go in as they are. */
  public static byte[] writeDict(SortedMap<BString, byte[]> encodedValues) {
    BencodeWriter writer = new BencodeWriter();
    writer.out.write('d');
    encodedValues.forEach(
        (key, encoded) -> {
          key.writeTo(writer);
          writer.out.writeBytes(encoded);
        });
    writer.out.write('e');
    return writer.out.toByteArray();
  }

  void string(byte[] bytes) {
    ascii(Integer.toString(bytes.length));
    out.write(':');
    out.writeBytes(bytes);
  }

  private void value(BValue value) {
    if (value instanceof BInt integer) {
      ascii("i" + integer.value() + "e");
    } else if (value instanceof BString string) {
      string.writeTo(this);
    } else if (value instanceof BList list) {
      out.write('l');
      list.values().forEach(this::value);
      out.write('e');
    } else if (value instanceof BDict dict) {
      dict(dict);
    }
  }

  private void dict(BDict dict) {
    out.write('d');
    dict.forEach(
        (key, value) -> {
          key.writeTo(this);
          value(value);
        });
    out.write('e');
  }

  private void ascii(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
