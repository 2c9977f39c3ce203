package org.everswarm.node;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One machine of a {@link ClusterNetwork}: a network namespace with a device in each of its two
 * networks. The test reaches it over the clients' network, as clients do.
 *
 * @param number from 1
 * @param address where clients reach it over IPv4
 * @param address6 where they do over IPv6, without brackets
 * @param clusterAddress where the other machines of the cluster reach it
 * @param clock what its programs take the time from
 */
record ClusterHost(
    int number,
    String namespace,
    String address,
    String address6,
    String clusterAddress,
    WallClock clock)
    implements Host {

  @Override
  public List<String> command(List<String> command) {
    List<String> there = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    there.addAll(clock.command(command));
    return there;
  }

  @Override
  public Optional<String> get(URI uri) {
    return Host.loopback().get(uri);
  }

  /** Runs {@code ip} on it. */
  void ip(String... args) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
    command.addAll(List.of(args));
    Programs.run(command, 10).orFail();
  }

  /** Its network ends with the {@link ClusterNetwork}. */
  @Override
  public void close() {}

  @Override
  public String toString() {
    return "node " + number;
  }
}
