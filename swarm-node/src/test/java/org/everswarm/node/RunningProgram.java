package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program a test started: its output, and its end by the process that was started, no other. */
final class RunningProgram implements AutoCloseable {

  private static final int STOP_SECONDS = 60;

  private final Process process;
  private final Path log;

  private RunningProgram(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts a command whose stdout and stderr go to the log file. */
  static RunningProgram start(List<String> command, Path log) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(new File("/dev/null"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      return new RunningProgram(process, log);
    } catch (IOException e) {
      return fail(command + " did not start", e);
    }
  }

  /** Waits until the address answers 200; fails, with the output, when the program ends first. */
  RunningProgram awaitOk(Host host, URI address, int limitSeconds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
    while (host.get(address).isEmpty()) {
      if (!process.isAlive()) {
        fail("ended with code " + process.exitValue() + " before it was ready\n" + output());
      }
      if (System.nanoTime() > deadline) {
        String output = output();
        close();
        fail(address + " was not ready after " + limitSeconds + " s\n" + output);
      }
      sleepMillis(50);
    }
    return this;
  }

  /** All it has written so far, stdout and stderr as they came. */
  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL: what a power cut leaves. */
  void kill9() {
    process.destroyForcibly();
    await(STOP_SECONDS);
  }

  /** SIGTERM, and the exit code; fails when the program does not end by itself. */
  int stop() {
    process.destroy();
    if (!await(STOP_SECONDS)) {
      kill9();
      fail("did not end within " + STOP_SECONDS + " s of SIGTERM\n" + output());
    }
    return process.exitValue();
  }

  /** Sends it a signal, such as {@code STOP}, and does not wait for what comes of it. */
  void signal(String name) {
    Programs.run(List.of("kill", "-" + name, Long.toString(pid())), 60).orFail();
  }

  /** SIGINT, which is Ctrl-C, and the exit code; fails when the program does not end by itself. */
  int interrupt() {
    signal("INT");
    if (!await(STOP_SECONDS)) {
      kill9();
      fail("did not end within " + STOP_SECONDS + " s of SIGINT\n" + output());
    }
    return process.exitValue();
  }

  /** SIGTERM, then SIGKILL: whatever happens, nothing stays behind. */
  @Override
  public void close() {
    process.destroy();
    if (!await(STOP_SECONDS)) {
      kill9();
    }
  }

  private boolean await(int seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      return false;
    }
  }

  static void sleepMillis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("interrupted", e);
    }
  }
}
