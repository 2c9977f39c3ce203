package org.everswarm.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a machine takes for the time of day. Wrong ones need a C compiler; time that has passed is
 * right on them, as on a real machine whose clock was set wrong.
 *
 * @param aheadSeconds of the right time; negative when behind
 */
record WallClock(int aheadSeconds) {

  static final WallClock RIGHT = new WallClock(0);

  private static final String SOURCE = "wrong_clock.c";

  /** The command that runs {@code command} by this clock, in the same process. */
  List<String> command(List<String> command) {
    if (aheadSeconds == 0) {
      return command;
    }
    List<String> wrong = new ArrayList<>(List.of("env", "LD_PRELOAD=" + library()));
    wrong.add("CLOCK_AHEAD_SECONDS=" + aheadSeconds);
    wrong.addAll(command);
    return wrong;
  }

  /** Made once. */
  private static Path library() {
    Programs.require("gcc", "Debian's gcc and libc6-dev have it");
    Path library = Programs.ROOT.resolve("swarm-node/target/wrong_clock.so");
    if (Files.exists(library)) {
      return library;
    }
    try (InputStream source = WallClock.class.getResourceAsStream("/" + SOURCE)) {
      Path code = library.resolveSibling(SOURCE);
      Files.write(code, Objects.requireNonNull(source).readAllBytes());
      List<String> gcc = List.of("gcc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o");
      List<String> command = new ArrayList<>(gcc);
      command.addAll(List.of(library.toString(), code.toString(), "-ldl"));
      Programs.run(command, 60).orFail();
      return library;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
