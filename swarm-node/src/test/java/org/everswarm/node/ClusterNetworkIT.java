package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The network of the cluster tests does to datagrams what it is told to, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterNetworkIT {

  private static final Path ECHO = Programs.ROOT.resolve("swarm-node/src/test/python/echo.py");
  private static final int ASKED = 300;

  private final List<RunningProgram> listeners = new ArrayList<>();
  private ClusterNetwork network;
  private FaultySwitch wires;

  @BeforeAll
  void startThreeMachines(@TempDir Path directory) {
    network = new ClusterNetwork(3, Optional.empty());
    wires = network.wires();
    for (ClusterHost host : network.hosts()) {
      RunningProgram listener =
          RunningProgram.start(
              python(host, "answer", host.clusterAddress()), directory.resolve(host.namespace()));
      listeners.add(listener);
      while (!listener.output().contains("ready")) {
        assertTrue(listener.isAlive(), listener::output);
        RunningProgram.sleepMillis(20);
      }
    }
  }

  @AfterEach
  void mendTheWires() {
    wires.heal();
  }

  @AfterAll
  void stopThem() {
    listeners.forEach(RunningProgram::kill9);
    if (network != null) {
      network.close();
    }
  }

  private static List<String> python(ClusterHost host, String... args) {
    List<String> command =
        new ArrayList<>(List.of(Programs.require("python3", "Debian has it").toString(), "-u"));
    command.add(ECHO.toString());
    command.addAll(Arrays.asList(args));
    return host.command(command);
  }

  private record Answers(int count, double shortestMillis) {}

  /** How many of {@link #ASKED} datagrams from one machine to the other came back. */
  private Answers ask(int from, int to) {
    ClusterHost target = network.hosts().get(to - 1);
    String printed =
        Programs.run(
                python(
                    network.hosts().get(from - 1),
                    "ask",
                    target.clusterAddress(),
                    Integer.toString(ASKED)),
                30)
            .orFail();
    String[] words = printed.strip().split(" ", -1);
    return new Answers(Integer.parseInt(words[0]), Double.parseDouble(words[1]));
  }

  @Test
  void everyDatagramComesThroughWiresThatAreAsNew() {
    assertEquals(ASKED, ask(1, 2).count());
    assertEquals(ASKED, ask(3, 1).count());
  }

  @Test
  void aCutPartsTheOnesFromTheOthersAndNobodyElse() {
    List<ClusterHost> hosts = network.hosts();
    wires.cut(hosts.subList(0, 2), hosts.subList(2, 3));
    assertEquals(0, ask(1, 3).count());
    assertEquals(0, ask(3, 2).count());
    assertEquals(ASKED, ask(1, 2).count());
    wires.heal();
    assertEquals(ASKED, ask(1, 3).count());
  }

  @Test
  void whatIsLostOneWayIsLostThatWayOnly() {
    ask(1, 2); // so that both know each other's hardware addresses
    wires.lose(network.hosts().get(0), network.hosts().get(1), 50);
    assertEquals(ASKED / 2.0, ask(1, 2).count(), ASKED / 6.0);
    assertEquals(ASKED / 2.0, ask(2, 1).count(), ASKED / 6.0);
    assertEquals(ASKED, ask(1, 3).count());
    assertEquals(ASKED, ask(3, 2).count());
  }

  @Test
  void someOfAllFramesAreLostBothWays() {
    ask(1, 2);
    wires.lose(50);
    assertEquals(ASKED / 4.0, ask(1, 2).count(), ASKED / 8.0);
  }

  @Test
  void everyFrameIsLateByAsMuchAsWasSaid() {
    wires.delay(100);
    Answers late = ask(1, 2);
    assertEquals(ASKED, late.count());
    assertTrue(late.shortestMillis() >= 200, late::toString);
    wires.heal();
    assertTrue(ask(1, 2).shortestMillis() < 100);
  }
}
