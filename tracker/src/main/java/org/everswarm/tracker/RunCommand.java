package org.everswarm.tracker;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code run}: a tracker node, until it is told to stop. */
@Command(
    name = "run",
    description = "Runs a tracker node until SIGTERM or SIGINT.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    abbreviateSynopsis = true,
    sortOptions = false)
final class RunCommand implements Callable<Integer> {

  @Mixin private RunOptions options = new RunOptions();

  @Override
  public Integer call() throws InterruptedException {
    TrackerNode node = TrackerNode.open(TrackerConfig.of(options));
    return new NodeProcess(node).run();
  }
}
