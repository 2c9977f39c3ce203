package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the programs of a test run, and how the test looks at them. */
sealed interface Host extends AutoCloseable permits Host.Loopback, Host.Namespace, ClusterHost {

  /** The address that the tracker and the swarm-node listen on. */
  String address();

  /** The command that runs {@code command} on this host. */
  List<String> command(List<String> command);

  /** The body of a 200 from {@code address}; empty when it answers anything else, or nothing. */
  Optional<String> get(URI address);

  @Override
  void close();

  /** This machine's loopback. */
  static Host loopback() {
    return new Loopback();
  }

  /**
   * A network namespace whose loopback device also has addresses that are not loopback ones,
   * because some clients refuse loopback peers. Needs root, {@code ip} and {@code curl}.
   */
  static Host namespace(String name, List<String> addresses) {
    return Namespace.create(name, addresses);
  }

  /** See {@link #loopback}. */
  record Loopback() implements Host {

    private static final HttpClient CLIENT =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    @Override
    public String address() {
      return "127.0.0.1";
    }

    @Override
    public List<String> command(List<String> command) {
      return command;
    }

    @Override
    public Optional<String> get(URI address) {
      HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
      try {
        HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
        return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
      } catch (IOException nothingThere) {
        return Optional.empty();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return fail("interrupted", e);
      }
    }

    @Override
    public void close() {}
  }

  /** See {@link #namespace}. */
  record Namespace(String name, List<String> addresses) implements Host {

    private static Namespace create(String name, List<String> addresses) {
      Programs.require("ip", "Debian's iproute2 has it");
      Programs.require("curl", "Debian's curl has it");
      if (Programs.run(List.of("ip", "netns", "add", name), 10).exitCode() != 0) {
        Programs.unavailable("network namespaces need root");
      }
      Namespace namespace = new Namespace(name, List.copyOf(addresses));
      namespace.ip("link", "set", "lo", "up");
      for (String address : addresses) {
        namespace.ip("addr", "add", address + "/32", "dev", "lo");
      }
      return namespace;
    }

    private void ip(String... args) {
      List<String> command = new ArrayList<>(List.of("ip", "-n", name));
      command.addAll(List.of(args));
      Programs.run(command, 10).orFail();
    }

    @Override
    public String address() {
      return addresses.get(0);
    }

    @Override
    public List<String> command(List<String> command) {
      List<String> there = new ArrayList<>(List.of("ip", "netns", "exec", name));
      there.addAll(command);
      return there;
    }

    @Override
    public Optional<String> get(URI address) {
      Programs.Result result =
          Programs.run(command(List.of("curl", "-sf", "-m", "5", address.toString())), 10);
      return result.exitCode() == 0 ? Optional.of(result.stdout()) : Optional.empty();
    }

    @Override
    public void close() {
      Programs.run(List.of("ip", "netns", "del", name), 10);
    }
  }
}
