package org.everswarm.protocol.control;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** What every message keeps to, so that each fits {@link ControlMessage#MAX_FRAME_BYTES}. */
final class Bounds {

  /** UTF-8 bytes of one text: a name, a URL, a sentence. */
  static final int MAX_TEXT_BYTES = 2048;

  static final int MAX_ADDRESSES = 16;

  /** A key id is one byte of a token. */
  static final int MAX_KEYS = 256;

  private Bounds() {}

  static void text(String text) {
    require(text.getBytes(StandardCharsets.UTF_8).length <= MAX_TEXT_BYTES, "a text too long");
  }

  static void size(Collection<?> items, int max) {
    require(items.size() <= max, "more than " + max + " items in a message");
  }

  static void require(boolean holds, String reason) {
    if (!holds) {
      throw new IllegalArgumentException(reason);
    }
  }
}
