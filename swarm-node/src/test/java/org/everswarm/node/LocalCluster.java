package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The trackers of a cluster, a process each, all on this machine's loopback: for what needs no
 * fault of a network. {@link TrackerCluster} is for the rest.
 */
final class LocalCluster implements AutoCloseable {

  private static final int START_SECONDS = 60;

  private record Ports(int announces, int members, int bus) {

    static Ports free() {
      return new Ports(Programs.freePort(), Programs.freePort(), Programs.freePort());
    }
  }

  private final Path directory;
  private final List<Ports> ports;
  private final @Nullable TrackerProcess[] running;

  LocalCluster(int size, Path directory) {
    this.directory = directory;
    ports = Stream.generate(Ports::free).limit(size).toList();
    running = new @Nullable TrackerProcess[size];
    Programs.tracker("keys", "new", "--data", dataDir(0).toString()).orFail();
    Programs.tracker("keys", "cluster", keyFile()).orFail();
    IntStream.range(1, size).forEach(this::copyReceiptKeys);
  }

  private String keyFile() {
    return directory.resolve("cluster.key").toString();
  }

  private Path dataDir(int number) {
    return directory.resolve("tracker-" + number);
  }

  private void copyReceiptKeys(int number) {
    Path source = dataDir(0).resolve("keys");
    try (Stream<Path> keys = Files.list(source)) {
      Path target = Files.createDirectories(dataDir(number).resolve("keys"));
      for (Path key : keys.toList()) {
        Files.copy(key, target.resolve(source.relativize(key)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts those that do not run, and waits until each is ready and knows all others. */
  void startAll() {
    IntStream.range(0, ports.size()).filter(number -> !runs(number)).forEach(this::launch);
    all().forEach(TrackerProcess::awaitReady);
    await("each sees all others", () -> all().stream().allMatch(this::seesAllOthers));
  }

  private boolean runs(int number) {
    TrackerProcess process = running[number];
    return process != null && process.program().isAlive();
  }

  private void launch(int number) {
    Ports own = ports.get(number);
    List<String> args = new ArrayList<>(List.of("--cluster-bind", loopback(own.members())));
    args.addAll(List.of("--cluster-bus", loopback(own.bus())));
    args.addAll(List.of("--cluster-key", keyFile()));
    ports.forEach(other -> args.addAll(List.of("--join", loopback(other.members()))));
    running[number] =
        TrackerProcess.launch(
            Host.loopback(), dataDir(number), own.announces(), args.toArray(String[]::new));
  }

  private static String loopback(int port) {
    return Host.loopback().address() + ":" + port;
  }

  private boolean seesAllOthers(TrackerProcess tracker) {
    return metric(tracker, "everswarm_cluster_members") == ports.size()
        && metric(tracker, "everswarm_coordinators_known") >= ports.size() - 1;
  }

  /** The value of a metric without labels, or -1 when the tracker does not answer or has none. */
  private static double metric(TrackerProcess tracker, String name) {
    String metrics = tracker.host().get(tracker.opsUri().resolve("/metrics")).orElse("");
    Matcher line = Pattern.compile("^" + name + " (\\S+)$", Pattern.MULTILINE).matcher(metrics);
    return line.find() ? Double.parseDouble(line.group(1)) : -1;
  }

  int size() {
    return ports.size();
  }

  /** Which one takes announces at a port. */
  int numberOf(int announcePort) {
    return ports.stream().map(Ports::announces).toList().indexOf(announcePort);
  }

  /** The tracker with a number, from 0. */
  TrackerProcess get(int number) {
    TrackerProcess process = running[number];
    return process == null ? fail("tracker " + number + " was never started") : process;
  }

  /** All of them, alive or not. */
  List<TrackerProcess> all() {
    return IntStream.range(0, size()).mapToObj(this::get).toList();
  }

  /** All but one. */
  List<TrackerProcess> others(int number) {
    return IntStream.range(0, size()).filter(other -> other != number).mapToObj(this::get).toList();
  }

  private void await(String what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("not in " + START_SECONDS + " s: " + what + "\n" + outputs());
      }
      RunningProgram.sleepMillis(50);
    }
  }

  /** What the trackers have logged. */
  String outputs() {
    StringBuilder all = new StringBuilder();
    for (TrackerProcess process : running) {
      if (process != null) {
        all.append("--- ").append(process.httpUri()).append('\n').append(process.output());
      }
    }
    return all.toString();
  }

  @Override
  public void close() {
    for (TrackerProcess process : running) {
      if (process != null) {
        process.kill9();
      }
    }
  }
}
