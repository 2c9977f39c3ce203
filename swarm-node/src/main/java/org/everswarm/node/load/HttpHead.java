package org.everswarm.node.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the head of an HTTP/1.1 response, whatever its bytes are: status, where the body begins,
 * how long it is. Allocates nothing after construction. Not thread-safe.
 */
final class HttpHead {

  /** What {@link #read} answers when the head is not complete. */
  static final int INCOMPLETE = -1;

  /** What {@link #read} answers when this is no response, or its end cannot be known. */
  static final int MALFORMED = -2;

  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
  private static final int STATUS_AT = 9;
  private static final int HEAD_LENGTH_MAX = 8192;
  private static final int BODY_LENGTH_MAX = 1 << 24;

  private int status;
  private int statusFrom;
  private int statusTo;
  private int bodyLength;

  /** Reads the bytes {@code from} to {@code to}; the index of the body, or what is wrong. */
  int read(ByteBuffer in, int from, int to) {
    bodyLength = -1;
    status = 0;
    int line = from;
    for (int at = from; at < to; at++) {
      if (in.get(at) != '\n') {
        continue;
      }
      int length = at - line - (at > line && in.get(at - 1) == '\r' ? 1 : 0);
      if (length == 0) {
        return bodyLength < 0 || status == 0 ? MALFORMED : at + 1;
      }
      if (!line(in, line, length, line == from)) {
        return MALFORMED;
      }
      line = at + 1;
    }
    return to - from > HEAD_LENGTH_MAX ? MALFORMED : INCOMPLETE;
  }

  int status() {
    return status;
  }

  /** Where status and reason phrase begin. */
  int statusFrom() {
    return statusFrom;
  }

  int statusTo() {
    return statusTo;
  }

  int bodyLength() {
    return bodyLength;
  }

  private boolean line(ByteBuffer in, int from, int length, boolean first) {
    if (first) {
      statusFrom = from + STATUS_AT;
      statusTo = from + length;
      status = length < STATUS_AT + 3 ? 0 : number(in, from + STATUS_AT, from + STATUS_AT + 3);
      return status >= 100 && in.get(from) == 'H';
    }
    if (length > LENGTH.length && isContentLength(in, from)) {
      bodyLength = number(in, from + LENGTH.length, from + length);
      return bodyLength >= 0;
    }
    return true;
  }

  private static boolean isContentLength(ByteBuffer in, int from) {
    for (int i = 0; i < LENGTH.length; i++) {
      int upper = in.get(from + i);
      int lower = upper >= 'A' && upper <= 'Z' ? upper | 0x20 : upper;
      if (lower != LENGTH[i]) {
        return false;
      }
    }
    return true;
  }

  /** A number among blanks; -1 when it is none, or too large. */
  private static int number(ByteBuffer in, int from, int to) {
    int at = from;
    while (at < to && in.get(at) == ' ') {
      at++;
    }
    int value = at == to ? -1 : 0;
    for (; at < to && in.get(at) != ' ' && value >= 0; at++) {
      int digit = in.get(at) - '0';
      value = digit < 0 || digit > 9 ? -1 : value * 10 + digit;
      value = value > BODY_LENGTH_MAX ? -1 : value;
    }
    return value;
  }
}
