package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Where the built programs and the tools of the tests are, and how a test runs one to its end. */
public final class Programs {

  /** The checkout: the directory that holds the modules. */
  static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..").normalize();

  static final Path TRACKER_JAR = ROOT.resolve("tracker/target/everswarm-tracker.jar");
  static final Path NODE_JAR = ROOT.resolve("swarm-node/target/everswarm-node.jar");

  private static final int LOWEST_PORT = 22_000;
  private static final int PORTS = 10_000;
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

  private Programs() {}

  /** What a program that has ended left behind. */
  record Result(int exitCode, String stdout, String stderr) {

    /** Stdout, after checking that the program was content. */
    String orFail() {
      if (exitCode != 0) {
        fail("exit code " + exitCode + "\n" + stdout + stderr);
      }
      return stdout;
    }
  }

  /** The command that starts a jar on the JDK that runs this test, with a small heap. */
  static List<String> java(Path jar, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Dio.netty.leakDetection.level=paranoid", "-jar", jar.toString()));
    command.addAll(Arrays.asList(args));
    return command;
  }

  /** Runs a command to its end; one that takes longer than the limit is killed and fails. */
  static Result run(List<String> command, int limitSeconds) {
    try {
      Path stdout = Files.createTempFile("everswarm", ".out");
      Path stderr = Files.createTempFile("everswarm", ".err");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile())
                .start();
        boolean ended = process.waitFor(limitSeconds, TimeUnit.SECONDS);
        if (!ended) {
          process.destroyForcibly().waitFor();
          fail(command + " did not end in " + limitSeconds + " s\n" + Files.readString(stderr));
        }
        return new Result(process.exitValue(), Files.readString(stdout), Files.readString(stderr));
      } finally {
        Files.deleteIfExists(stdout);
        Files.deleteIfExists(stderr);
      }
    } catch (IOException e) {
      return fail(command + " did not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fail("interrupted while waiting for " + command, e);
    }
  }

  static Result tracker(String... args) {
    return run(java(TRACKER_JAR, args), 60);
  }

  static Result node(String... args) {
    return run(java(NODE_JAR, args), 60);
  }

  /** Skips the test when a tool is missing; where everything is required, fails instead. */
  static Path require(String tool, String installedBy) {
    Optional<Path> found = find(tool);
    if (found.isEmpty()) {
      unavailable(tool + " is not on the PATH; " + installedBy);
    }
    return found.orElseThrow();
  }

  /** Skips the test, or fails it where {@code EVERSWARM_REQUIRE_CLIENTS=true}. */
  static void unavailable(String reason) {
    if ("true".equals(System.getenv("EVERSWARM_REQUIRE_CLIENTS"))) {
      fail(reason);
    }
    abort(reason);
  }

  static Optional<Path> find(String tool) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin");
    return Stream.of(path.split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * A loopback port that is free for TCP and UDP, never the same twice in a row. Taken from below
   * the range that the kernel hands out to outgoing connections, so that it is still free when the
   * program binds it.
   */
  public static int freePort() {
    for (int attempt = 0; attempt < PORTS; attempt++) {
      int port = LOWEST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
      if (isFree(port)) {
        return port;
      }
    }
    return fail("no free loopback port from " + LOWEST_PORT + " up");
  }

  private static boolean isFree(int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (ServerSocket tcp = new ServerSocket();
        DatagramSocket udp = new DatagramSocket(null)) {
      tcp.bind(address);
      udp.bind(address);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
