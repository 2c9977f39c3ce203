package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The trackers of a cluster, a process each, one on each machine of a {@link ClusterNetwork}. */
final class TrackerCluster implements AutoCloseable {

  private static final int CLUSTER_PORT = 5_701;

  private final ClusterNetwork network;
  private final Path directory;
  private final List<String> args;
  private final Map<ClusterHost, TrackerProcess> running = new HashMap<>();
  private final List<String> mounted = new ArrayList<>();

  /** Extra arguments are those of {@code run}, for all nodes. */
  TrackerCluster(ClusterNetwork network, Path directory, String... args) {
    this.network = network;
    this.directory = directory;
    this.args = List.of(args);
    Programs.tracker("keys", "new", "--data", directory.resolve("node-1").toString()).orFail();
    Programs.tracker("keys", "cluster", keyFile().toString()).orFail();
  }

  Path keyFile() {
    return directory.resolve("cluster.key");
  }

  Path dataDir(ClusterHost host) {
    return directory.resolve("node-" + host.number());
  }

  /**
   * Puts the data of this machine on a file system of its own, with little room. Before the start;
   * ends with {@link #close}.
   */
  void smallDisk(ClusterHost host, int kibibytes) {
    try {
      String mountPoint = Files.createDirectories(dataDir(host)).toString();
      String size = "size=" + kibibytes + "k";
      Programs.run(List.of("mount", "-t", "tmpfs", "-o", size, "tmpfs", mountPoint), 10).orFail();
      mounted.add(mountPoint);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts these, and waits until all are ready, each sees so many members, and each log has a copy
   * on another: before that the cluster promises less.
   */
  void start(Collection<ClusterHost> hosts, int members) {
    hosts.forEach(this::launch);
    awaitReady(hosts);
    awaitMembers(hosts, members, 60);
    awaitBackup(hosts);
  }

  /** Waits until each log has a copy on another node. */
  void awaitBackup(Collection<ClusterHost> hosts) {
    await(
        "a copy of each log on another node",
        60,
        () -> hosts.stream().allMatch(host -> metric(host, "everswarm_cluster_backed_up") == 1));
  }

  /** Starts one and does not wait. */
  void launch(ClusterHost host) {
    launch(host, keyFile());
  }

  /** Starts one with a cluster key of its own and does not wait. */
  void launchStranger(ClusterHost host) {
    Path key = directory.resolve("strangers.key");
    Programs.tracker("keys", "cluster", key.toString()).orFail();
    launch(host, key);
  }

  private void launch(ClusterHost host, Path key) {
    copyReceiptKeys(dataDir(host));
    List<String> all = new ArrayList<>(List.of("--access", "open"));
    all.addAll(List.of("--udp", "[" + host.address6() + "]:" + ClusterNetwork.PORT));
    all.addAll(List.of("--cluster-bind", address(host), "--cluster-key", key.toString()));
    network.hosts().forEach(other -> all.addAll(List.of("--join", address(other))));
    all.addAll(args);
    running.put(
        host,
        TrackerProcess.launch(
            host, dataDir(host), ClusterNetwork.PORT, all.toArray(String[]::new)));
  }

  private static String address(ClusterHost host) {
    return host.clusterAddress() + ":" + CLUSTER_PORT;
  }

  /** Making keys takes a process each; one pair does for all. */
  private void copyReceiptKeys(Path dataDir) {
    Path source = directory.resolve("node-1/keys");
    Path target = dataDir.resolve("keys");
    if (Files.exists(target)) {
      return;
    }
    try (Stream<Path> keys = Files.list(source)) {
      Files.createDirectories(target);
      for (Path key : keys.toList()) {
        Files.copy(key, target.resolve(source.relativize(key)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TrackerProcess process(ClusterHost host) {
    TrackerProcess process = running.get(host);
    return process == null ? fail(host + " was never started") : process;
  }

  void awaitReady(Collection<ClusterHost> hosts) {
    hosts.forEach(host -> process(host).awaitReady());
  }

  /** How long it took until each of these saw so many members of the cluster, itself included. */
  double awaitMembers(Collection<ClusterHost> hosts, int members, int limitSeconds) {
    return await(
        hosts.size() + " nodes see " + members + " members",
        limitSeconds,
        () ->
            hosts.stream().allMatch(host -> metric(host, "everswarm_cluster_members") == members));
  }

  /** How long it took until it held; fails beyond the limit, and says where the nodes are. */
  double await(String what, int limitSeconds, BooleanSupplier holds) {
    long begun = System.nanoTime();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(limitSeconds)) {
        fail("not after " + limitSeconds + " s: " + what + "\n" + outputs());
      }
      RunningProgram.sleepMillis(100);
    }
    return (System.nanoTime() - begun) / 1e9;
  }

  /** The value of a metric without labels, or -1 when the node does not answer or has none. */
  double metric(ClusterHost host, String name) {
    String metrics = host.get(process(host).opsUri().resolve("/metrics")).orElse("");
    Matcher line = Pattern.compile("^" + name + " (\\S+)$", Pattern.MULTILINE).matcher(metrics);
    return line.find() ? Double.parseDouble(line.group(1)) : -1;
  }

  /** SIGKILL to all of them before waiting for the end of any. */
  void kill9(Collection<ClusterHost> hosts) {
    hosts.forEach(host -> signal(host, "KILL"));
    hosts.forEach(host -> process(host).kill9());
  }

  /** SIGSTOP: it runs no more, and its connections stay. */
  void freeze(ClusterHost host) {
    signal(host, "STOP");
  }

  /** SIGCONT. */
  void thaw(ClusterHost host) {
    signal(host, "CONT");
  }

  /** SIGTERM, and waits for its end. */
  void stop(ClusterHost host) {
    process(host).program().stop();
  }

  private void signal(ClusterHost host, String signal) {
    process(host).program().signal(signal);
  }

  /** What the nodes have logged. */
  String outputs() {
    return network.hosts().stream()
        .filter(running::containsKey)
        .map(host -> "--- " + host + "\n" + process(host).output())
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    running.values().forEach(process -> process.program().kill9());
    mounted.forEach(mountPoint -> Programs.run(List.of("umount", mountPoint), 10));
  }
}
