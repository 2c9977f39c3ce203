package org.everswarm.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The wires between some machines, and what is wrong with them: {@code switch.py} at work. */
final class FaultySwitch implements AutoCloseable {

  private static final Path PROGRAM = Programs.ROOT.resolve("swarm-node/src/test/python/switch.py");

  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;

  /**
   * Starts the switch, which makes a device named {@code cluster0} in each namespace.
   *
   * @param recording a pcap file for all that the machines say to each other, if any
   */
  FaultySwitch(List<String> namespaces, Optional<Path> recording) {
    Path python = Programs.require("python3", "Debian's python3 has it");
    List<String> command = new ArrayList<>(List.of(python.toString(), PROGRAM.toString()));
    recording.ifPresent(file -> command.addAll(List.of("--record", file.toString())));
    command.addAll(namespaces);
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new AssertionError("the switch did not start", e);
    }
    commands = process.outputWriter(UTF_8);
    answers = process.inputReader(UTF_8);
    expect("ready");
  }

  /** Nothing passes any more between the ones and the others; each goes on within itself. */
  void cut(List<ClusterHost> ones, List<ClusterHost> others) {
    order("cut " + numbers(ones) + " " + numbers(others));
  }

  /** Of the frames from the one to the other that many per cent are lost; not of those back. */
  void lose(ClusterHost from, ClusterHost to, int percent) {
    order("lose " + from.number() + " " + to.number() + " " + percent);
  }

  /** Of all frames that many per cent are lost. */
  void lose(int percent) {
    order("loss " + percent);
  }

  /** Every frame arrives so much later. */
  void delay(int millis) {
    order("delay " + millis);
  }

  /** All wires are as new. */
  void heal() {
    order("heal");
  }

  private static String numbers(List<ClusterHost> hosts) {
    return hosts.stream()
        .map(host -> Integer.toString(host.number()))
        .collect(Collectors.joining(","));
  }

  private synchronized void order(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      fail("the switch is gone", e);
    }
    expect("ok");
  }

  private void expect(String answer) {
    try {
      assertEquals(answer, answers.readLine(), "what the switch says");
    } catch (IOException e) {
      fail("the switch is gone", e);
    }
  }

  /** Ends the switch, and the recording with it. */
  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException gone) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
