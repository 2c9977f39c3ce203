package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the manifests and images say to the programs, the programs understand. */
final class DeploymentIT {

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/example"})
  void everyVariableOfTheManifestsIsAnOption(String directory) {
    String tracker = Programs.tracker("run", "--help").orFail();
    String node = Programs.node("run", "--help").orFail();
    for (Workload workload : Workload.allIn(directory)) {
      boolean isTracker = workload.toString().equals("everswarm-tracker");
      String prefix = isTracker ? "EVERSWARM_" : "EVERSWARM_NODE_";
      for (String variable : workload.configuration().keySet()) {
        assertTrue(variable.startsWith(prefix), variable);
        String option =
            variable.substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '-');
        assertTrue(
            (isTracker ? tracker : node).matches("(?s).*--" + option + "\\b.*"),
            () -> workload + " has no option --" + option);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tracker", "swarm-node"})
  void theImagesHaveTheJarToCopy(String module) {
    Dockerfile dockerfile = Dockerfile.of(module);

    assertTrue(Files.exists(dockerfile.context().resolve(dockerfile.shell("COPY").get(0))));
  }

  @Test
  void theHealthCheckOfTheImageTellsAliveFromDead(@TempDir Path directory) {
    Programs.require("bash", "every Linux has it");
    int ops;
    try (TrackerProcess tracker = TrackerProcess.start(directory)) {
      ops = tracker.opsUri().getPort();
      assertEquals(0, healthCheck("tracker", "EVERSWARM_OPS", ops));
      assertEquals(0, healthCheck("swarm-node", "EVERSWARM_NODE_OPS", ops));
    }
    assertNotEquals(0, healthCheck("tracker", "EVERSWARM_OPS", ops));
    assertNotEquals(0, healthCheck("swarm-node", "EVERSWARM_NODE_OPS", ops));
  }

  private static int healthCheck(String module, String variable, int opsPort) {
    List<String> command = new ArrayList<>(List.of("env", variable + "=0.0.0.0:" + opsPort));
    command.addAll(Dockerfile.of(module).healthCheck());
    return Programs.run(command, 30).exitCode();
  }
}
