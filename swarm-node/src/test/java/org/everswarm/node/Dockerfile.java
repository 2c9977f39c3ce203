package org.everswarm.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Dockerfile's instructions, continued lines joined and comments left out. */
record Dockerfile(Path context, List<String> instructions) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Dockerfile of(String module) {
    Path context = Programs.ROOT.resolve(module);
    try {
      String text = Files.readString(context.resolve("Dockerfile")).replace("\\\n", " ");
      return new Dockerfile(
          context, text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What follows every instruction of a kind. */
  List<String> all(String kind) {
    return instructions.stream()
        .filter(line -> line.startsWith(kind + " "))
        .map(line -> line.substring(kind.length() + 1).trim())
        .toList();
  }

  /** What follows the only instruction of a kind. */
  String only(String kind) {
    List<String> all = all(kind);
    if (all.size() != 1) {
      throw new AssertionError(context + "/Dockerfile has " + all.size() + " times " + kind);
    }
    return all.get(0);
  }

  /** The words of the only instruction of a kind, in shell form. */
  List<String> shell(String kind) {
    return List.of(only(kind).split(" +", -1));
  }

  /** The words of the only instruction of a kind, which must be in exec form. */
  List<String> exec(String kind) {
    return words(only(kind));
  }

  /** The words of the health check's command, which must be in exec form. */
  List<String> healthCheck() {
    String check = only("HEALTHCHECK");
    return words(check.substring(check.indexOf(" CMD ") + 5).trim());
  }

  private static List<String> words(String json) {
    try {
      return List.of(JSON.readValue(json, String[].class));
    } catch (IOException e) {
      throw new AssertionError("not in exec form: " + json, e);
    }
  }
}
