package org.everswarm.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a machine takes for the time of day. Wrong ones need libfaketime; time that has passed is
 * right on them, as on a real machine whose clock was set wrong.
 *
 * @param aheadSeconds of the right time; negative when behind
 */
record WallClock(int aheadSeconds) {

  static final WallClock RIGHT = new WallClock(0);

  private static final Path LIBRARIES = Path.of("/usr/lib");

  /** The command that runs {@code command} by this clock, in the same process. */
  List<String> command(List<String> command) {
    if (aheadSeconds == 0) {
      return command;
    }
    List<String> wrong = new ArrayList<>(List.of("env", "LD_PRELOAD=" + library()));
    wrong.add("FAKETIME=%+ds".formatted(aheadSeconds));
    wrong.add("FAKETIME_DONT_FAKE_MONOTONIC=1");
    wrong.addAll(command);
    return wrong;
  }

  private static Path library() {
    Optional<Path> found = find();
    if (found.isEmpty()) {
      Programs.unavailable("there is no libfaketime; Debian's package of that name has it");
    }
    return found.orElseThrow();
  }

  /** In the folder of this machine's architecture. */
  private static Optional<Path> find() {
    try (Stream<Path> architectures = Files.list(LIBRARIES)) {
      return architectures
          .map(folder -> folder.resolve("faketime/libfaketime.so.1"))
          .filter(Files::exists)
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
