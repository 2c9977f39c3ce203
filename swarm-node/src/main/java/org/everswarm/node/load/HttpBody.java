package org.everswarm.node.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads a bencoded reply to an announce or a scrape, whatever its bytes are: how many peers or
 * swarms it lists, or why there are none. Goes through the keys of the outermost dictionary.
 * Allocates nothing after construction. Not thread-safe.
 */
final class HttpBody {

  private static final byte[] FAILURE = ascii("failure reason");
  private static final byte[] PEERS = ascii("peers");
  private static final byte[] PEERS6 = ascii("peers6");
  private static final byte[] FILES = ascii("files");
  private static final int PEER4_LENGTH = 6;
  private static final int PEER6_LENGTH = 18;
  private static final int DEPTH_MAX = 8;

  private ByteBuffer in = ByteBuffer.allocate(0);
  private int to;
  private int at;
  private int textFrom;
  private int items;
  private boolean failure;
  private int failureFrom;
  private int failureTo;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads the bytes {@code from} to {@code end}; false when they are no such reply. */
  boolean read(ByteBuffer buffer, int from, int end) {
    in = buffer;
    at = from;
    to = end;
    items = 0;
    failure = false;
    if (peek() != 'd') {
      return false;
    }
    at++;
    while (peek() != 'e') {
      if (!string() || !value(textFrom, at)) {
        return false;
      }
    }
    return true;
  }

  /** Peers of an announce's reply, swarms of a scrape's. */
  int items() {
    return items;
  }

  boolean failure() {
    return failure;
  }

  int failureFrom() {
    return failureFrom;
  }

  int failureTo() {
    return failureTo;
  }

  private boolean value(int keyFrom, int keyTo) {
    if (is(keyFrom, keyTo, FILES)) {
      return files();
    }
    if (peek() < '0' || peek() > '9') {
      return skip(0);
    }
    if (!string()) {
      return false;
    }
    if (is(keyFrom, keyTo, PEERS)) {
      items += (at - textFrom) / PEER4_LENGTH;
    } else if (is(keyFrom, keyTo, PEERS6)) {
      items += (at - textFrom) / PEER6_LENGTH;
    } else if (is(keyFrom, keyTo, FAILURE)) {
      failure = true;
      failureFrom = textFrom;
      failureTo = at;
    }
    return true;
  }

  private boolean files() {
    if (peek() != 'd') {
      return false;
    }
    at++;
    while (peek() != 'e') {
      if (!string() || !skip(0)) {
        return false;
      }
      items++;
    }
    at++;
    return true;
  }

  /** Goes behind a value of any kind. */
  private boolean skip(int depth) {
    int first = peek();
    if (first >= '0' && first <= '9') {
      return string();
    }
    if (first == 'i') {
      do {
        at++;
      } while (peek() == '-' || (peek() >= '0' && peek() <= '9'));
      return peek() == 'e' && ++at > 0;
    }
    if ((first != 'l' && first != 'd') || depth == DEPTH_MAX) {
      return false;
    }
    at++;
    while (peek() != 'e') {
      if (!skip(depth + 1)) {
        return false;
      }
    }
    at++;
    return true;
  }

  /** Goes behind a string, whose text is then from {@code textFrom} to {@code at}. */
  private boolean string() {
    long length = 0;
    int digits = 0;
    for (; peek() >= '0' && peek() <= '9' && digits < 8; digits++) {
      length = length * 10 + (peek() - '0');
      at++;
    }
    if (digits == 0 || peek() != ':' || length > to - at - 1) {
      return false;
    }
    textFrom = at + 1;
    at = textFrom + (int) length;
    return true;
  }

  private boolean is(int from, int end, byte[] key) {
    if (end - from != key.length) {
      return false;
    }
    for (int i = 0; i < key.length; i++) {
      if (in.get(from + i) != key[i]) {
        return false;
      }
    }
    return true;
  }

  /** The next byte; -1 at the end. */
  private int peek() {
    return at < to ? in.get(at) : -1;
  }
}
