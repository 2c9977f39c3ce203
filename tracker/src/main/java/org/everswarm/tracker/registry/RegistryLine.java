package org.everswarm.tracker.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Locale;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.BundleIds;

/**
 * What a line of the registry's journal says: {@code add HASH GATE BUNDLE NAME STAMP} or {@code
 * remove HASH STAMP}. The name is percent-encoded, so that it is one word on one line; the stamp is
 * decimal milliseconds, and 0 where a line, written before there were stamps, has none.
 */
final class RegistryLine {

  private static final String ADD = "add";
  private static final String REMOVE = "remove";

  private RegistryLine() {}

  static String write(RegistryChange change) {
    Registration registration = change.registration();
    String stamp = Long.toString(change.stampMillis());
    if (registration == null) {
      return String.join(" ", REMOVE, change.infoHash().hex(), stamp);
    }
    return String.join(
        " ",
        ADD,
        registration.infoHash().hex(),
        registration.gate().name().toLowerCase(Locale.ROOT),
        BundleIds.hex(registration.bundleId()),
        URLEncoder.encode(registration.name(), UTF_8),
        stamp);
  }

  /** What a line says; throws IllegalArgumentException when that cannot be understood. */
  static RegistryChange read(String line) {
    String[] words = line.split(" ", -1);
    boolean add = words[0].equals(ADD) && (words.length == 5 || words.length == 6);
    boolean remove = words[0].equals(REMOVE) && (words.length == 2 || words.length == 3);
    if (!add && !remove) {
      throw notUnderstood(line);
    }
    long stamp = words.length % 3 == 0 ? stamp(words[words.length - 1]) : 0;
    return add
        ? RegistryChange.added(registration(words), stamp)
        : RegistryChange.removed(hash(words[1]), stamp);
  }

  private static Registration registration(String[] words) {
    return new Registration(
        hash(words[1]),
        Gate.valueOf(words[2].toUpperCase(Locale.ROOT)),
        BundleIds.parse(words[3]).orElseThrow(() -> notUnderstood(words[3])),
        URLDecoder.decode(words[4], UTF_8));
  }

  private static long stamp(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw notUnderstood(text);
    }
  }

  private static InfoHash hash(String hex) {
    return InfoHash.fromHex(hex).orElseThrow(() -> notUnderstood(hex));
  }

  private static IllegalArgumentException notUnderstood(String text) {
    return new IllegalArgumentException("\"" + text + "\" is not understood");
  }
}
