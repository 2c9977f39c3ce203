package org.everswarm.node.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code load reach}: how soon the nodes of a cluster know what one of them was told. */
@Command(
    name = "reach",
    description =
        "Tells how long it takes until a peer announced at one node of a cluster is in what the"
            + " others tell.",
    sortOptions = false)
final class ReachCommand implements Callable<Integer> {

  private static final int NODES_MAX = 64;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--help", usageHelp = true, description = "Show this and leave.")
  boolean help;

  @Option(
      names = "--udp",
      paramLabel = "HOST:PORT",
      split = ",",
      hideParamSyntax = true,
      description = "The nodes, repeatable; two at least. Access must be open.")
  List<String> udp = List.of();

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "100",
      description = "New peers a second. Default: ${DEFAULT-VALUE}")
  int rate;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long new peers are announced. Default: ${DEFAULT-VALUE}")
  int durationSeconds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Which info-hashes are made up. Default: others each time")
  long seed = System.nanoTime();

  @Option(
      names = "--i-may-load-this-tracker",
      description = "The trackers are yours, though not on this machine's loopback.")
  boolean mayLoad;

  @Override
  public Integer call() throws InterruptedException {
    try {
      List<InetSocketAddress> nodes = udp.stream().map(this::node).toList();
      if (nodes.size() < 2) {
        throw new UsageException("--udp wants two nodes at least, separated by commas.");
      }
      Limits.within("--udp", nodes.size(), 2, NODES_MAX);
      Limits.within("--rate", rate, 1, 10_000);
      Limits.within("--duration", durationSeconds, 1, 3_600);
      try (Reach reach = new Reach(nodes, new SplittableRandom(seed))) {
        spec.commandLine()
            .getOut()
            .println(reach.run(rate, TimeUnit.SECONDS.toNanos(durationSeconds)));
        spec.commandLine().getOut().flush();
      }
      return 0;
    } catch (UsageException wrong) {
      throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    } catch (LoadException failed) {
      spec.commandLine().getErr().println(failed.getMessage());
      return 1;
    } catch (IOException failed) {
      spec.commandLine().getErr().println("The load failed: " + failed.getMessage() + ".");
      return 1;
    }
  }

  private InetSocketAddress node(String hostPort) {
    Target target = Target.udp(hostPort);
    if (!target.isLoopback() && !mayLoad) {
      throw new UsageException(
          hostPort + " is not on this machine's loopback: say --i-may-load-this-tracker.");
    }
    return target.address();
  }
}
