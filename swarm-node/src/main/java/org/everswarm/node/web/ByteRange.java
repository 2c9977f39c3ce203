package org.everswarm.node.web;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file that a request wants (RFC 9110, 14).
 *
 * @param from the first
 * @param length how many; 0 only of an empty file
 * @param partial whether a range was asked for, and so 206 is the answer
 */
record ByteRange(long from, long length, boolean partial) {

  private static final String UNIT = "bytes=";

  /**
   * Reads a Range header for a file of {@code total} bytes. A header that is malformed, of another
   * unit, or of several ranges counts as none. Null when no byte of the range exists: 416.
   */
  static @Nullable ByteRange of(@Nullable String header, long total) {
    ByteRange whole = new ByteRange(0, total, false);
    if (header == null || !header.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return whole;
    }
    String range = header.substring(UNIT.length()).strip();
    int dash = range.indexOf('-');
    if (dash < 0) {
      return whole;
    }
    long first = number(range.substring(0, dash));
    long last = number(range.substring(dash + 1));
    if (dash == 0) {
      return last < 0 ? whole : suffix(last, total);
    }
    boolean open = dash == range.length() - 1;
    if (first < 0 || (!open && last < first)) {
      return whole;
    }
    if (first >= total) {
      return null;
    }
    long end = open ? total - 1 : Math.min(last, total - 1);
    return new ByteRange(first, end - first + 1, true);
  }

  private static @Nullable ByteRange suffix(long wanted, long total) {
    long length = Math.min(wanted, total);
    return length == 0 ? null : new ByteRange(total - length, length, true);
  }

  /** A decimal number, cut at the largest long; -1 for anything else. */
  private static long number(String digits) {
    long value = 0;
    for (int at = 0; at < digits.length(); at++) {
      int digit = digits.charAt(at) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
    }
    return digits.isEmpty() ? -1 : value;
  }

  /** The value of Content-Range. */
  String contentRange(long total) {
    return "bytes " + from + "-" + (from + length - 1) + "/" + total;
  }
}
