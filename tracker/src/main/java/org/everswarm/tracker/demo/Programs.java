package org.everswarm.tracker.demo;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The processes of the demo, each kind with a log file. */
final class Programs {

  private static final int READY_SECONDS = 60;
  private static final int STOP_SECONDS = 10;

  private final Path logs;
  private final List<Process> running = new CopyOnWriteArrayList<>();
  private volatile boolean stopping;

  Programs(Path logs) {
    this.logs = logs;
  }

  /** The jar this program was started from. */
  static Path ownJar() {
    try {
      URI location = Programs.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(location);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a jar to its end and returns what it printed. */
  String run(Path jar, String name, List<String> args) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command(jar, args))
            .redirectError(ProcessBuilder.Redirect.appendTo(log(name).toFile()))
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("the " + name + " gave up: see " + log(name));
    }
    return printed;
  }

  /** Starts a jar and waits until it is ready. */
  void start(Path jar, String name, List<String> args, Readiness ready)
      throws IOException, InterruptedException {
    Process process = process(jar, name, args);
    running.add(process);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    while (!ready.check()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("the " + name + " did not start: see " + log(name));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private Process process(Path jar, String name, List<String> args) throws IOException {
    return new ProcessBuilder(command(jar, args))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()))
        .start();
  }

  private static List<String> command(Path jar, List<String> args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-jar", jar.toString()));
    command.addAll(args);
    return command;
  }

  Path log(String name) {
    return logs.resolve(name + ".log");
  }

  /** Whether all that were started still run. */
  boolean allAlive() {
    return running.stream().allMatch(Process::isAlive);
  }

  /**
   * Whether they are being stopped. Ctrl-C reaches the programs before it is known here, so this
   * waits a moment for the news.
   */
  boolean stopping() throws InterruptedException {
    for (int i = 0; i < 20 && !stopping; i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return stopping;
  }

  /** Asks all to end, and sees that they do. */
  void stop() {
    stopping = true;
    running.forEach(Process::destroy);
    for (Process process : running) {
      try {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether a program can be used. */
  @FunctionalInterface
  interface Readiness {
    boolean check() throws InterruptedException;
  }
}
