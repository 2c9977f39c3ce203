package org.everswarm.node;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code run}: serves what the data directory holds, until it is told to stop. */
@Command(
    name = "run",
    description = "Serves what this node holds until SIGTERM or SIGINT.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class RunCommand implements Callable<Integer> {

  @Mixin private RunOptions options = new RunOptions();

  @Override
  public Integer call() throws InterruptedException {
    NodeConfig config = NodeConfig.of(options);
    Ports.requireFree(config);
    ServingLock lock = ServingLock.take(config.data());
    NodeLifetime node = new NodeLifetime(SwarmNode.open(config), lock);
    node.start();
    return node.untilTold();
  }
}
