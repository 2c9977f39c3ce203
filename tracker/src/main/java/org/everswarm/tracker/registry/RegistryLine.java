package org.everswarm.tracker.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Locale;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.BundleIds;

/**
 * What a line of the registry's journal says: {@code add HASH GATE BUNDLE NAME} or {@code remove
 * HASH}. The name is percent-encoded, so that it is one word on one line.
 */
final class RegistryLine {

  private static final String ADD = "add";
  private static final String REMOVE = "remove";

  private RegistryLine() {}

  static String add(Registration registration) {
    return String.join(
        " ",
        ADD,
        registration.infoHash().hex(),
        registration.gate().name().toLowerCase(Locale.ROOT),
        BundleIds.hex(registration.bundleId()),
        URLEncoder.encode(registration.name(), UTF_8));
  }

  static String remove(InfoHash infoHash) {
    return REMOVE + " " + infoHash.hex();
  }

  /** Does what a line says; throws IllegalArgumentException when that cannot be understood. */
  static void apply(String line, RegistrationTable table) {
    String[] words = line.split(" ", -1);
    if (words.length == 2 && words[0].equals(REMOVE)) {
      table.remove(hash(words[1]));
    } else if (words.length == 5 && words[0].equals(ADD)) {
      table.put(
          new Registration(
              hash(words[1]),
              Gate.valueOf(words[2].toUpperCase(Locale.ROOT)),
              BundleIds.parse(words[3]).orElseThrow(() -> notUnderstood(words[3])),
              URLDecoder.decode(words[4], UTF_8)));
    } else {
      throw notUnderstood(line);
    }
  }

  private static InfoHash hash(String hex) {
    return InfoHash.fromHex(hex).orElseThrow(() -> notUnderstood(hex));
  }

  private static IllegalArgumentException notUnderstood(String text) {
    return new IllegalArgumentException("\"" + text + "\" is not understood");
  }
}
