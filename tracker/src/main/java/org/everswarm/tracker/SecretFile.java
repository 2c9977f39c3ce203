package org.everswarm.tracker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads what others told the operator in confidence. No message repeats what a file holds. */
final class SecretFile {

  private static final long BYTES_MAX = 4096;

  private SecretFile() {}

  /**
   * The only line of a file.
   *
   * @param option that names it, for the sentence when it is wrong
   */
  static String line(String option, Path file) {
    List<String> lines = lines(option, file);
    if (lines.size() != 1) {
      throw new ConfigException(option + ": " + file + " must hold one line.");
    }
    return lines.get(0);
  }

  /** The lines of a file that are not blank, one at least. */
  static List<String> lines(String option, Path file) {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw new ConfigException(option + ": " + file + " is too long for a secret.");
      }
      List<String> lines =
          Files.readString(file, StandardCharsets.UTF_8)
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .toList();
      if (lines.isEmpty()) {
        throw new ConfigException(option + ": " + file + " is empty.");
      }
      return lines;
    } catch (IOException unreadable) {
      throw new ConfigException(
          option + ": " + file + " cannot be read (" + DataDirectory.reason(unreadable) + ").",
          unreadable);
    }
  }
}
