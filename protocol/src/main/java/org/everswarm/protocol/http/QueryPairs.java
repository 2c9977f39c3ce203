package org.everswarm.protocol.http;

/**
 * Walks the {@code name=value} pairs of a query where they lie. Names are compared as they are
 * written: no client escapes them.
 *
 * <p>Mutable, reusable, confined to one thread.
 */
final class QueryPairs {

  private String text = "";
  private int next;
  private int nameFrom;
  private int nameTo;
  private int valueFrom;
  private int valueTo;

  /** Starts at index {@code from} of {@code text}. */
  void reset(String text, int from) {
    this.text = text;
    this.next = from;
  }

  /** Moves to the next pair; false when there is none. A name without {@code =} has no value. */
  boolean next() {
    if (next >= text.length()) {
      return false;
    }
    int ampersand = text.indexOf('&', next);
    valueTo = ampersand < 0 ? text.length() : ampersand;
    nameFrom = next;
    nameTo = nameFrom;
    while (nameTo < valueTo && text.charAt(nameTo) != '=') {
      nameTo++;
    }
    valueFrom = Math.min(nameTo + 1, valueTo);
    next = valueTo + 1;
    return true;
  }

  boolean nameIs(String name) {
    return name.length() == nameTo - nameFrom
        && text.regionMatches(nameFrom, name, 0, name.length());
  }

  boolean valueIs(String value) {
    return value.length() == valueTo - valueFrom
        && text.regionMatches(valueFrom, value, 0, value.length());
  }

  int valueFrom() {
    return valueFrom;
  }

  int valueTo() {
    return valueTo;
  }

  /** The value as it is written. */
  String value() {
    return text.substring(valueFrom, valueTo);
  }

  /**
   * The value as a count of decimal digits, clamped to {@link Long#MAX_VALUE}; -1 when it is
   * anything else, negative or empty.
   */
  long count() {
    if (valueFrom == valueTo) {
      return -1;
    }
    long count = 0;
    for (int i = valueFrom; i < valueTo; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      count = count > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : count * 10 + digit;
    }
    return count;
  }

  /** Whether the value stands for exactly {@code out.length} bytes, which are then in it. */
  boolean bytes(byte[] out) {
    return PercentCoding.decode(text, valueFrom, valueTo, out);
  }
}
