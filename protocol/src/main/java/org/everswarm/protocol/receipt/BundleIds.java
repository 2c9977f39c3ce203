package org.everswarm.protocol.receipt;

import java.util.HexFormat;
import java.util.OptionalLong;

/** How people write the 64-bit ids of bundles and receipts: 16 hexadecimal digits. */
public final class BundleIds {

  private static final int DIGITS = 16;

  private BundleIds() {}

  /** 16 lower-case hexadecimal digits. */
  public static String hex(long id) {
    return HexFormat.of().toHexDigits(id);
  }

  /** Reads 16 hexadecimal digits; empty when {@code text} is anything else. */
  public static OptionalLong parse(String text) {
    if (text.length() != DIGITS || !text.chars().allMatch(HexFormat::isHexDigit)) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(HexFormat.fromHexDigitsToLong(text));
  }
}
