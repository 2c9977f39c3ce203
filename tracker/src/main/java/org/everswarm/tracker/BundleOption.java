package org.everswarm.tracker;

import org.everswarm.protocol.receipt.BundleIds;

/** Reads {@code --bundle}. */
final class BundleOption {

  private BundleOption() {}

  static long parse(String text) {
    return BundleIds.parse(text)
        .orElseThrow(
            () -> new ConfigException("--bundle wants 16 hexadecimal digits, not '" + text + "'."));
  }
}
