package org.everswarm.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a shop delivered into a folder. */
final class Letters {

  private static final Pattern CODE = Pattern.compile("con_[0-9a-v]{26}");

  private Letters() {}

  /** Their texts; none of a folder that is not there yet. */
  static List<String> in(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(one -> one.toString().endsWith(".eml")).map(Letters::read).toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The first code by which an address is confirmed; empty while there is none. */
  static String code(Path folder) {
    Matcher code = CODE.matcher(String.join("\n", in(folder)));
    return code.find() ? code.group() : "";
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
