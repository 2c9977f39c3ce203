package org.everswarm.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A swarm-node in a process of its own, on free ports of the tracker's host, ready when started.
 */
final class NodeProcess implements AutoCloseable {

  private static final int READY_SECONDS = 60;

  private final Host host;
  private final int wirePort;
  private final int webPort;
  private final int opsPort;
  private final RunningProgram program;

  private NodeProcess(Host host, int wirePort, int webPort, int opsPort, RunningProgram program) {
    this.host = host;
    this.wirePort = wirePort;
    this.webPort = webPort;
    this.opsPort = opsPort;
    this.program = program;
  }

  /** Starts {@code run}: serves what the data directory holds. */
  static NodeProcess run(TrackerProcess tracker, Path dataDir, String... extraArgs) {
    return start(tracker, dataDir, List.of("run"), extraArgs);
  }

  /**
   * Starts {@code seed}: hashes the content, writes the .torrent to {@code out}, registers it under
   * the gate ({@code paid}, {@code email}, {@code free}) and the bundle (16 hex digits), serves.
   */
  static NodeProcess seed(
      TrackerProcess tracker,
      Path dataDir,
      Path content,
      String gate,
      String bundle,
      Path out,
      String... extraArgs) {
    List<String> command = new ArrayList<>(List.of("seed", content.toString()));
    command.addAll(List.of("--gate", gate, "--bundle", bundle, "--out", out.toString()));
    command.addAll(List.of("--announce", tracker.httpUri() + "/announce"));
    return start(tracker, dataDir, command, extraArgs);
  }

  private static NodeProcess start(
      TrackerProcess tracker, Path dataDir, List<String> command, String... extraArgs) {
    if (!Files.exists(Programs.NODE_JAR)) {
      Programs.unavailable(Programs.NODE_JAR + " is missing; mvn package builds it");
    }
    int wirePort = Programs.freePort();
    int webPort = Programs.freePort();
    int opsPort = Programs.freePort();
    List<String> args = new ArrayList<>(command);
    args.addAll(List.of("--tracker", tracker.httpUri().toString()));
    args.addAll(List.of("--token-file", tracker.nodeTokenFile().toString()));
    args.addAll(List.of("--data", created(dataDir).toString()));
    args.addAll(List.of("--wire", tracker.host().address() + ":" + wirePort));
    args.addAll(List.of("--web", tracker.host().address() + ":" + webPort));
    args.addAll(List.of("--ops", tracker.host().address() + ":" + opsPort));
    args.addAll(Arrays.asList(extraArgs));
    RunningProgram program =
        RunningProgram.start(
            tracker.host().command(Programs.java(Programs.NODE_JAR, args.toArray(String[]::new))),
            dataDir.resolve("node.log"));
    NodeProcess node = new NodeProcess(tracker.host(), wirePort, webPort, opsPort, program);
    program.awaitOk(tracker.host(), node.opsUri().resolve("/health/ready"), READY_SECONDS);
    return node;
  }

  private static Path created(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int wirePort() {
    return wirePort;
  }

  /** The web seed without a path: {@code http://HOST:PORT}. */
  URI webUri() {
    return URI.create("http://" + host.address() + ":" + webPort);
  }

  URI opsUri() {
    return URI.create("http://" + host.address() + ":" + opsPort);
  }

  RunningProgram program() {
    return program;
  }

  String output() {
    return program.output();
  }

  void kill9() {
    program.kill9();
  }

  @Override
  public void close() {
    program.close();
  }
}
