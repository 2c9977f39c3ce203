package org.everswarm.tracker.udp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.everswarm.protocol.http.RequestTarget;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.udp.UrlData;
import org.jspecify.annotations.Nullable;

/**
 * Finds the receipt in an announce's URL data (BEP 41). Confined to one event loop.
 *
 * <p>Of the forms that trackers issue, with nothing else said, it tells where the receipt's
 * characters are and reads no further: to know them again they need not be decoded. Anything else
 * is parsed, and allocates.
 */
final class UrlReceipt {

  /** A token, a path, and whatever else a tracker URL may have. */
  private static final int LENGTH_MAX = 512;

  private static final byte[] ANNOUNCE_QUERY = ascii("/announce?receipt=");
  private static final byte[] QUERY = ascii("?receipt=");
  private static final byte[] ANNOUNCE_PATH = ascii("/announce/");
  private static final byte[] PATH = ascii("/");
  private static final byte[] PATH_END = ascii("/announce");
  private static final byte[] NOTHING = {};

  private static final int NONE = -1;

  private final byte[] text = new byte[LENGTH_MAX];
  private final RequestTarget target = new RequestTarget();
  private @Nullable ReceiptToken receipt;
  private boolean malformed;
  private int at = NONE;

  /** Reads the options from index {@code from} to {@code to}. */
  void read(ByteBuf in, int from, int to) {
    int length = from == to ? 0 : UrlData.read(in, from, to, text);
    receipt = null;
    malformed = length == UrlData.MALFORMED;
    at = length > 0 ? alone(length) : NONE;
    if (length > 0 && at == NONE) {
      target.parseAscii(text, 0, length);
      receipt = target.receipt();
      malformed = target.receiptMalformed();
    }
  }

  /** The receipt; null when there is none, it is malformed, or it is {@link #at} its place. */
  @Nullable ReceiptToken receipt() {
    return receipt;
  }

  /** Whether there is a receipt that cannot be read, or options that cannot. */
  boolean malformed() {
    return malformed;
  }

  /** The memory that {@link #at} is an index of. */
  byte[] text() {
    return text;
  }

  /** The index of the characters of a receipt that was not read, or of what stands for one. */
  int at() {
    return at;
  }

  /**
   * Where the receipt is when there is nothing else. Characters that make no receipt are malformed
   * for the full parse too: a first parameter of that name has them up to whatever ends it, and in
   * a path nothing ends it.
   */
  private int alone(int length) {
    if (surround(ANNOUNCE_QUERY, NOTHING, length)) {
      return ANNOUNCE_QUERY.length;
    }
    if (surround(QUERY, NOTHING, length)) {
      return QUERY.length;
    }
    if (surround(ANNOUNCE_PATH, NOTHING, length) && isSegment(ANNOUNCE_PATH.length)) {
      return ANNOUNCE_PATH.length;
    }
    return surround(PATH, PATH_END, length) && isSegment(PATH.length) ? PATH.length : NONE;
  }

  /** Whether the text is these with as many characters between as a receipt has. */
  private boolean surround(byte[] before, byte[] behind, int length) {
    int end = before.length + ReceiptToken.TEXT_LENGTH;
    return length == end + behind.length
        && Arrays.equals(text, 0, before.length, before, 0, before.length)
        && Arrays.equals(text, end, length, behind, 0, behind.length);
  }

  private boolean isSegment(int from) {
    for (int i = from; i < from + ReceiptToken.TEXT_LENGTH; i++) {
      if (text[i] == '/' || text[i] == '?') {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
