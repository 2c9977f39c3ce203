package org.everswarm.protocol.bencode;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A place in one input. Not thread-safe. Recursion is bounded by the limits' depth. */
final class BencodeCursor {

  private final byte[] in;
  private final BencodeLimits limits;
  private int at;
  private int elements;

  BencodeCursor(byte[] in, BencodeLimits limits) {
    this.in = in;
    this.limits = limits;
  }

  void expectEnd() throws MalformedBencode {
    if (at != in.length) {
      throw malformed("bytes after the value");
    }
  }

  BValue value(int depth) throws MalformedBencode {
    return switch (peek()) {
      case 'i' -> integer();
      case 'l' -> list(depth + 1);
      case 'd' -> dict(depth + 1);
      default -> string();
    };
  }

  private BInt integer() throws MalformedBencode {
    countElement();
    at++;
    boolean negative = peek() == '-';
    if (negative) {
      at++;
    }
    int digitsFrom = at;
    // Summed up below zero, where there is one number more.
    long sum = 0;
    while (peek() != 'e') {
      int digit = digit();
      if (sum < (Long.MIN_VALUE + digit) / 10) {
        throw malformed("an integer beyond 64 bits");
      }
      sum = sum * 10 - digit;
    }
    requireCanonical(digitsFrom);
    if (negative ? sum == 0 : sum == Long.MIN_VALUE) {
      throw malformed(negative ? "a negative zero" : "an integer beyond 64 bits");
    }
    at++;
    return new BInt(negative ? sum : -sum);
  }

  private BString string() throws MalformedBencode {
    countElement();
    int digitsFrom = at;
    int length = 0;
    while (peek() != ':') {
      length = length * 10 + digit();
      if (length > limits.maxStringBytes() || length > in.length) {
        throw malformed("a string too long");
      }
    }
    requireCanonical(digitsFrom);
    at++;
    if (length > in.length - at) {
      throw malformed("a string cut short");
    }
    at += length;
    return BString.copyOf(in, at - length, at);
  }

  private BList list(int depth) throws MalformedBencode {
    countElement();
    requireDepth(depth);
    at++;
    List<BValue> values = new ArrayList<>();
    while (peek() != 'e') {
      values.add(value(depth));
    }
    at++;
    return new BList(values);
  }

  private BDict dict(int depth) throws MalformedBencode {
    countElement();
    requireDepth(depth);
    at++;
    NavigableMap<BString, BValue> values = new TreeMap<>();
    NavigableMap<BString, BDict.Range> ranges = new TreeMap<>();
    while (peek() != 'e') {
      int keyAt = at;
      BString key = string();
      if (limits.sortedKeys() && !values.isEmpty() && key.compareTo(values.lastKey()) < 0) {
        throw new MalformedBencode("a key out of order", keyAt);
      }
      int from = at;
      if (values.put(key, value(depth)) != null) {
        throw new MalformedBencode("a key twice", keyAt);
      }
      ranges.put(key, new BDict.Range(from, at));
    }
    at++;
    return new BDict(values, ranges);
  }

  private int digit() throws MalformedBencode {
    int digit = peek() - '0';
    if (digit < 0 || digit > 9) {
      throw malformed("no digit");
    }
    at++;
    return digit;
  }

  /** The digits that end here: at least one, and no leading zero. */
  private void requireCanonical(int digitsFrom) throws MalformedBencode {
    if (at == digitsFrom) {
      throw malformed("no digit");
    }
    if (in[digitsFrom] == '0' && at > digitsFrom + 1) {
      throw malformed("a leading zero");
    }
  }

  private void countElement() throws MalformedBencode {
    if (++elements > limits.maxElements()) {
      throw malformed("more than " + limits.maxElements() + " elements");
    }
  }

  private void requireDepth(int depth) throws MalformedBencode {
    if (depth > limits.maxDepth()) {
      throw malformed("nested deeper than " + limits.maxDepth());
    }
  }

  private byte peek() throws MalformedBencode {
    if (at >= in.length) {
      throw malformed("cut short");
    }
    return in[at];
  }

  private MalformedBencode malformed(String reason) {
    return new MalformedBencode(reason, at);
  }
}
