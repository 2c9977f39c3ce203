package org.everswarm.tracker.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Locale;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.BundleIds;

/**
 * What a line of the registry's journal says: {@code add HASH GATE BUNDLE NAME STAMP VOID} or
 * {@code remove HASH STAMP}; of denials {@code deny HASH STAMP REASON} or {@code allow HASH STAMP}.
 * Name and reason are percent-encoded, so that they are one word on one line; the stamp is decimal
 * milliseconds, as is the time before which peers are void. Either is 0 where a line, written
 * before there were such, has none.
 */
final class RegistryLine {

  private static final String ADD = "add";
  private static final String REMOVE = "remove";
  private static final String DENY = "deny";
  private static final String ALLOW = "allow";

  /** At least. */
  private static final int ADD_WORDS = 5;

  /** At least. */
  private static final int REMOVE_WORDS = 2;

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
        stamp,
        Long.toString(change.voidMillis()));
  }

  static String write(Denial denial) {
    String stamp = Long.toString(denial.stampMillis());
    String hash = denial.infoHash().hex();
    return denial.inForce()
        ? String.join(" ", DENY, hash, stamp, URLEncoder.encode(denial.reason(), UTF_8))
        : String.join(" ", ALLOW, hash, stamp);
  }

  /** Whether a line is one for {@link #readDenial}. */
  static boolean isDenial(String line) {
    return line.startsWith(DENY + " ") || line.startsWith(ALLOW + " ");
  }

  /** What such a line says; throws IllegalArgumentException when that cannot be understood. */
  static Denial readDenial(String line) {
    String[] words = line.split(" ", -1);
    if (words.length != (words[0].equals(DENY) ? 4 : 3)) {
      throw notUnderstood(line);
    }
    String reason = words.length == 4 ? URLDecoder.decode(words[3], UTF_8) : "";
    return new Denial(hash(words[1]), reason, millis(words, 2));
  }

  /** What another line says; throws IllegalArgumentException when that cannot be understood. */
  static RegistryChange read(String line) {
    String[] words = line.split(" ", -1);
    if (words[0].equals(ADD) && words.length >= ADD_WORDS && words.length <= ADD_WORDS + 2) {
      long stamp = millis(words, ADD_WORDS);
      return RegistryChange.added(registration(words), stamp, millis(words, ADD_WORDS + 1));
    }
    if (words[0].equals(REMOVE)
        && words.length >= REMOVE_WORDS
        && words.length <= REMOVE_WORDS + 1) {
      return RegistryChange.removed(hash(words[1]), millis(words, REMOVE_WORDS));
    }
    throw notUnderstood(line);
  }

  private static Registration registration(String[] words) {
    return new Registration(
        hash(words[1]),
        Gate.valueOf(words[2].toUpperCase(Locale.ROOT)),
        BundleIds.parse(words[3]).orElseThrow(() -> notUnderstood(words[3])),
        URLDecoder.decode(words[4], UTF_8));
  }

  private static long millis(String[] words, int at) {
    try {
      return at < words.length ? Long.parseLong(words[at]) : 0;
    } catch (NumberFormatException e) {
      throw notUnderstood(words[at]);
    }
  }

  private static InfoHash hash(String hex) {
    return InfoHash.fromHex(hex).orElseThrow(() -> notUnderstood(hex));
  }

  private static IllegalArgumentException notUnderstood(String text) {
    return new IllegalArgumentException("\"" + text + "\" is not understood");
  }
}
