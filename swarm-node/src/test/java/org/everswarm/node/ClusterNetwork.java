package org.everswarm.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Machines for a cluster, as network namespaces, on two networks: one over which clients reach all
 * of them, always, and one among themselves that a test can spoil. Needs root, {@code ip} and
 * {@code python3}.
 */
final class ClusterNetwork implements AutoCloseable {

  /** Where every tracker takes announces. */
  static final int PORT = 6_969;

  private static final Path TUN = Path.of("/dev/net/tun");
  private static final int CLIENT_ADDRESSES = 3;
  private static final int FIRST_CLIENT = 200;

  private final String name = "evs" + ProcessHandle.current().pid();
  // The test's own end of the clients' network is in its own namespace: builds side by side differ.
  private final int subnet = (int) (16 + ProcessHandle.current().pid() % 200);
  private final String hub = name + "-hub";
  private final List<ClusterHost> hosts;
  private final FaultySwitch wires;

  /** Machines whose clocks are right. */
  ClusterNetwork(int size, Optional<Path> recording) {
    this(Collections.nCopies(size, WallClock.RIGHT), recording);
  }

  /** A machine for each clock. See {@link FaultySwitch} for the recording. */
  ClusterNetwork(List<WallClock> clocks, Optional<Path> recording) {
    Programs.require("ip", "Debian's iproute2 has it");
    hosts = IntStream.range(0, clocks.size()).mapToObj(i -> host(i + 1, clocks.get(i))).toList();
    try {
      makeHub();
      hosts.forEach(this::plugIntoHub);
      wires = new FaultySwitch(hosts.stream().map(ClusterHost::namespace).toList(), recording);
      hosts.forEach(ClusterNetwork::configureWire);
    } catch (RuntimeException | Error e) {
      removeNamespaces();
      throw e;
    }
  }

  private ClusterHost host(int number, WallClock clock) {
    String address = "10.214.0." + number;
    return new ClusterHost(
        number, name + "-" + number, client4(number), client6(number), address, clock);
  }

  private String client4(int number) {
    return "10.213." + subnet + "." + number;
  }

  private String client6(int number) {
    return "fd57:213:" + Integer.toHexString(subnet) + "::" + Integer.toHexString(number);
  }

  private void makeHub() {
    if (Programs.run(List.of("ip", "netns", "add", hub), 10).exitCode() != 0) {
      Programs.unavailable("network namespaces need root");
    }
    if (!Files.exists(TUN)) {
      Programs.unavailable("there is no " + TUN + ", which the wires of a cluster are made with");
    }
    ip("link", "add", "hub", "netns", hub, "type", "bridge");
    ip("-n", hub, "link", "set", "hub", "up");
    ip("link", "add", name, "type", "veth", "peer", "name", "test", "netns", hub);
    ip("-n", hub, "link", "set", "test", "master", "hub", "up");
    for (int client = FIRST_CLIENT; client < FIRST_CLIENT + CLIENT_ADDRESSES; client++) {
      ip("addr", "add", client4(client) + "/24", "dev", name);
      ip("addr", "add", client6(client) + "/64", "dev", name, "nodad");
    }
    ip("link", "set", name, "up");
  }

  private void plugIntoHub(ClusterHost host) {
    String port = "node" + host.number();
    ip("netns", "add", host.namespace());
    ip(
        "link",
        "add",
        port,
        "netns",
        hub,
        "type",
        "veth",
        "peer",
        "client0",
        "netns",
        host.namespace());
    ip("-n", hub, "link", "set", port, "master", "hub", "up");
    host.ip("link", "set", "lo", "up");
    host.ip("addr", "add", host.address() + "/24", "dev", "client0");
    host.ip("addr", "add", host.address6() + "/64", "dev", "client0", "nodad");
    host.ip("link", "set", "client0", "up");
  }

  private static void configureWire(ClusterHost host) {
    host.ip("addr", "add", host.clusterAddress() + "/24", "dev", "cluster0");
    host.ip("link", "set", "cluster0", "up");
  }

  private static void ip(String... args) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(args));
    Programs.run(command, 10).orFail();
  }

  List<ClusterHost> hosts() {
    return hosts;
  }

  /** The network among the machines. */
  FaultySwitch wires() {
    return wires;
  }

  /** The addresses of the test's own that clients announce from, of one family. */
  List<String> clientAddresses(boolean ipv6) {
    return IntStream.range(FIRST_CLIENT, FIRST_CLIENT + CLIENT_ADDRESSES)
        .mapToObj(number -> ipv6 ? client6(number) : client4(number))
        .toList();
  }

  @Override
  public void close() {
    wires.close();
    removeNamespaces();
  }

  /** Devices go with their namespaces, and the other ends of their cables too. */
  private void removeNamespaces() {
    // The kernel takes its time with namespaces, not with a device.
    Programs.run(List.of("ip", "link", "del", name), 10);
    hosts.forEach(host -> Programs.run(List.of("ip", "netns", "del", host.namespace()), 10));
    Programs.run(List.of("ip", "netns", "del", hub), 10);
  }
}
