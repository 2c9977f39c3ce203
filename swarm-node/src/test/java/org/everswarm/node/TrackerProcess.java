package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A tracker node in a process of its own, on free loopback ports, ready when started. */
final class TrackerProcess implements AutoCloseable {

  private static final int READY_SECONDS = 60;
  private static final Pattern TOKEN =
      Pattern.compile("(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{116}(?![A-Za-z0-9_-])");

  private final Host host;
  private final Path dataDir;
  private final int announcePort;
  private final int opsPort;
  private final RunningProgram program;

  private TrackerProcess(
      Host host, Path dataDir, int announcePort, int opsPort, RunningProgram program) {
    this.host = host;
    this.dataDir = dataDir;
    this.announcePort = announcePort;
    this.opsPort = opsPort;
    this.program = program;
  }

  /**
   * Starts a tracker on this machine's loopback and waits until it is ready. Makes a receipt key
   * when the data directory has none. Extra arguments are those of {@code run}.
   */
  static TrackerProcess start(Path dataDir, String... extraArgs) {
    return startAt(Host.loopback(), dataDir, Programs.freePort(), extraArgs);
  }

  /** As {@link #start}, on a given host and announce port (UDP and HTTP), as after a restart. */
  static TrackerProcess startAt(Host host, Path dataDir, int announcePort, String... extraArgs) {
    return launch(host, dataDir, announcePort, extraArgs).awaitReady();
  }

  /** As {@link #startAt}, but does not wait until it is ready. */
  static TrackerProcess launch(Host host, Path dataDir, int announcePort, String... extraArgs) {
    if (!Files.exists(Programs.TRACKER_JAR)) {
      Programs.unavailable(Programs.TRACKER_JAR + " is missing; mvn package builds it");
    }
    makeKey(dataDir);
    int opsPort = Programs.freePort();
    List<String> args = new ArrayList<>(List.of("run", "--data", dataDir.toString()));
    args.addAll(List.of("--udp", host.address() + ":" + announcePort));
    args.addAll(List.of("--http", host.address() + ":" + announcePort));
    args.addAll(List.of("--ops", host.address() + ":" + opsPort));
    args.addAll(Arrays.asList(extraArgs));
    RunningProgram program =
        RunningProgram.start(
            host.command(Programs.java(Programs.TRACKER_JAR, args.toArray(String[]::new))),
            dataDir.resolve("tracker.log"));
    return new TrackerProcess(host, dataDir, announcePort, opsPort, program);
  }

  TrackerProcess awaitReady() {
    program.awaitOk(host, opsUri().resolve("/health/ready"), READY_SECONDS);
    return this;
  }

  private static void makeKey(Path dataDir) {
    try {
      Path keys = Files.createDirectories(dataDir).resolve("keys");
      if (Files.isDirectory(keys)) {
        try (Stream<Path> files = Files.list(keys)) {
          if (files.anyMatch(file -> file.toString().endsWith(".pub"))) {
            return;
          }
        }
      }
      Programs.tracker("keys", "new", "--data", dataDir.toString()).orFail();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it takes HTTP announces, without a path: {@code http://HOST:PORT}. */
  URI httpUri() {
    return URI.create("http://" + host.address() + ":" + announcePort);
  }

  int udpPort() {
    return announcePort;
  }

  URI opsUri() {
    return URI.create("http://" + host.address() + ":" + opsPort);
  }

  Host host() {
    return host;
  }

  Path dataDir() {
    return dataDir;
  }

  RunningProgram program() {
    return program;
  }

  String output() {
    return program.output();
  }

  /** A buyer's token for a bundle (16 hex digits). */
  String mint(String bundle, int days) {
    return mint(bundle, days, "buyer");
  }

  /** A token for a bundle; kind is {@code buyer} or {@code publisher}. */
  String mint(String bundle, int days, String kind, String... extraArgs) {
    List<String> args = new ArrayList<>(List.of("--bundle", bundle, "--kind", kind));
    args.addAll(List.of("--days", Integer.toString(days)));
    args.addAll(Arrays.asList(extraArgs));
    return mint(args.toArray(String[]::new));
  }

  /** A token; the arguments are those of {@code receipts mint} but for the data directory. */
  String mint(String... mintArgs) {
    List<String> args = new ArrayList<>(List.of("receipts", "mint", "--data", dataDir.toString()));
    args.addAll(Arrays.asList(mintArgs));
    String printed = Programs.tracker(args.toArray(String[]::new)).orFail();
    Matcher token = TOKEN.matcher(printed);
    return token.find() ? token.group() : fail("no token in: " + printed);
  }

  /** A file that holds a token with which a swarm-node may connect. */
  Path nodeTokenFile() {
    Path file = dataDir.resolve("node-token");
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, mint("--kind", "swarm-node", "--days", "1") + "\n");
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Revokes a receipt by its token or its id, on the running tracker. */
  void revoke(String tokenOrId) {
    admin("receipts", "revoke", tokenOrId);
  }

  /**
   * Registers a torrent on the running tracker; gate is {@code paid}, {@code email}, {@code free}.
   */
  void addTorrent(Path torrent, String gate, String bundle) {
    admin("torrents", "add", torrent.toString(), "--gate", gate, "--bundle", bundle);
  }

  /** Runs an admin command against this tracker and returns what it printed. */
  String admin(String... command) {
    List<String> args = new ArrayList<>(Arrays.asList(command));
    args.addAll(List.of("--ops", host.address() + ":" + opsPort, "--data", dataDir.toString()));
    return Programs.run(
            host.command(Programs.java(Programs.TRACKER_JAR, args.toArray(String[]::new))), 60)
        .orFail();
  }

  void kill9() {
    program.kill9();
  }

  @Override
  public void close() {
    program.close();
  }
}
