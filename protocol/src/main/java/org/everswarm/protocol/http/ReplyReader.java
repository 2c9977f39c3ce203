package org.everswarm.protocol.http;

import java.util.Arrays;
import java.util.List;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BInt;
import org.everswarm.protocol.bencode.BString;
import org.everswarm.protocol.bencode.BValue;
import org.everswarm.protocol.bencode.BencodeLimits;
import org.everswarm.protocol.bencode.BencodeReader;
import org.everswarm.protocol.bencode.MalformedBencode;
import org.jspecify.annotations.Nullable;

/** Takes typed values out of a reply's dictionary; of another type is as good as absent. */
final class ReplyReader {

  private static final BencodeReader READER =
      new BencodeReader(new BencodeLimits(1 << 20, 8, 10_000, 1 << 20, true));
  private static final int PORT_LENGTH = 2;

  private final BDict dict;

  private ReplyReader(BDict dict) {
    this.dict = dict;
  }

  /** Reads a reply; null when it is no dictionary, or its keys are not sorted. */
  static @Nullable ReplyReader of(byte[] reply) {
    try {
      return new ReplyReader(READER.readDict(reply));
    } catch (MalformedBencode malformed) {
      return null;
    }
  }

  static ReplyReader of(BDict dict) {
    return new ReplyReader(dict);
  }

  @Nullable BValue value(String key) {
    return dict.find(key).orElse(null);
  }

  /** A number, or {@code absent} when there is none from 0 to {@link Integer#MAX_VALUE}. */
  int number(String key, int absent) {
    return value(key) instanceof BInt number
            && number.value() >= 0
            && number.value() <= Integer.MAX_VALUE
        ? (int) number.value()
        : absent;
  }

  @Nullable String text(String key) {
    return value(key) instanceof BString text ? text.text() : null;
  }

  byte @Nullable [] bytes(String key) {
    return value(key) instanceof BString bytes ? bytes.toBytes() : null;
  }

  /** An address of 4 or 16 bytes. */
  @Nullable IpAddress address(String key) {
    byte[] bytes = bytes(key);
    return bytes != null && (bytes.length == 4 || bytes.length == 16) ? IpAddress.of(bytes) : null;
  }

  /** Adds compact peers with addresses of {@code addressLength} bytes; false if cut off. */
  boolean addPeers(String key, int addressLength, List<Endpoint> peers) {
    byte[] bytes = bytes(key);
    if (bytes == null) {
      return true;
    }
    int length = addressLength + PORT_LENGTH;
    for (int at = 0; at + length <= bytes.length; at += length) {
      byte[] address = Arrays.copyOfRange(bytes, at, at + addressLength);
      int port = (bytes[at + addressLength] & 0xFF) << 8 | (bytes[at + addressLength + 1] & 0xFF);
      peers.add(new Endpoint(IpAddress.of(address), port));
    }
    return bytes.length % length == 0;
  }
}
