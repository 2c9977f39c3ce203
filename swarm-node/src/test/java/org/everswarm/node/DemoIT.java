package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first command, with a stock client. */
class DemoIT {

  private static final int SECONDS = 120;

  @Test
  void sellsTheFileOfOnesOwnToAStockClientAndEndsCleanly(@TempDir Path directory)
      throws IOException {
    Aria2 aria2 = Aria2.onThisMachine();
    Path film = Files.write(directory.resolve("film.bin"), new byte[3_000_000]);
    Path demo = directory.resolve("demo");
    try (RunningProgram program = start(demo, "--file", film.toString())) {
      await("the guide", () -> program.output().contains("Ctrl-C ends the demo."), program);
      fetch(aria2, demo.resolve("buyer.torrent"), film, program);
      Path preview = demo.resolve("bundle/preview-film.bin");
      fetch(aria2, demo.resolve("preview.torrent"), preview, program);
      getsNothing(aria2, demo.resolve("no-receipt.torrent"), program);
      await("the status", () -> program.output().contains("receipt_missing"), program);
      assertTrue(program.output().contains("served by web seed"), program.output());
      assertEquals(130, program.interrupt(), program.output());
    }
    assertTrue(Files.readString(demo.resolve("tracker.log")).contains("ready"));
  }

  /** Ctrl-C must reach it even where the tests themselves were started in the background. */
  private static RunningProgram start(Path demo, String... args) {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.addAll(Programs.java(Programs.TRACKER_JAR, "demo", "--dir", demo.toString()));
    command.addAll(List.of(args));
    return RunningProgram.start(command, demo.resolveSibling("demo.out"));
  }

  private static void fetch(Aria2 aria2, Path torrent, Path content, RunningProgram program)
      throws IOException {
    Path into = Files.createTempDirectory(torrent.getParent(), "got");
    Path file = into.resolve(content.getFileName());
    try (StockClient.Download download = aria2.download(torrent, into)) {
      await(
          torrent.getFileName() + " to be complete: " + download,
          () -> same(content, file),
          program);
    }
  }

  private static void getsNothing(Aria2 aria2, Path torrent, RunningProgram program)
      throws IOException {
    Path into = Files.createTempDirectory(torrent.getParent(), "got");
    try (StockClient.Download download = aria2.download(torrent, into)) {
      await("the refusal", () -> download.log().contains("failure reason"), program);
    }
  }

  private static boolean same(Path expected, Path actual) {
    try {
      return Files.exists(actual) && Files.mismatch(expected, actual) == -1;
    } catch (IOException stillMoving) {
      return false;
    }
  }

  private static void await(String what, BooleanSupplier condition, RunningProgram program) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail(what + ": not in " + SECONDS + " s\n" + program.output());
      }
      RunningProgram.sleepMillis(100);
    }
  }
}
