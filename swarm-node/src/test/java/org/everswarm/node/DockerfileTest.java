package org.everswarm.node;

import static java.util.Locale.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Dockerfiles, as far as they can be judged without an engine to build them. */
final class DockerfileTest {

  @ParameterizedTest
  @CsvSource({"tracker,target/everswarm-tracker.jar", "swarm-node,target/everswarm-node.jar"})
  void startsTheJarThatTheBuildMakesAndThatItCopies(String module, String jar) throws Exception {
    Dockerfile dockerfile = Dockerfile.of(module);
    List<String> copy = dockerfile.shell("COPY");
    List<String> entry = dockerfile.exec("ENTRYPOINT");

    assertEquals(jar, copy.get(0));
    assertEquals(copy.get(1), entry.get(entry.indexOf("-jar") + 1));
    assertEquals("java", entry.get(0));
    assertEquals(List.of("run"), dockerfile.exec("CMD"));
    assertEquals(
        List.of("*", "!" + jar), Files.readAllLines(dockerfile.context().resolve(".dockerignore")));
    assertTrue(
        Files.readString(dockerfile.context().resolve("pom.xml"))
            .contains(
                "<outputFile>${project.build.directory}/" + jar.substring("target/".length())),
        "the module's build makes " + jar);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tracker", "swarm-node"})
  void runsAsTheUserOfTheManifestsAndEndsWhenMemoryDoes(String module) {
    Dockerfile dockerfile = Dockerfile.of(module);

    assertEquals("10001:10001", dockerfile.only("USER"));
    assertEquals("SIGTERM", dockerfile.only("STOPSIGNAL"));
    assertTrue(dockerfile.exec("ENTRYPOINT").contains("-XX:+ExitOnOutOfMemoryError"));
    assertTrue(
        dockerfile.exec("ENTRYPOINT").stream().anyMatch(w -> w.startsWith("-XX:MaxRAMPercentage")));
    assertFalse(dockerfile.only("FROM").contains("latest"));
  }

  @Test
  void theTrackerStartsWithTheClassesThatItsBuildKept() {
    Dockerfile dockerfile = Dockerfile.of("tracker");
    String archive = "/opt/everswarm/everswarm-tracker.jsa";

    assertTrue(dockerfile.exec("ENTRYPOINT").contains("-XX:SharedArchiveFile=" + archive));
    assertTrue(
        dockerfile.all("RUN").stream()
            .anyMatch(run -> run.contains("-XX:ArchiveClassesAtExit=" + archive + " ")));
  }

  @Test
  void exposesThePortsThatThePodsOpenAsTheSameUser() {
    for (Workload workload : Workload.allIn("base")) {
      boolean tracker = workload.toString().equals("everswarm-tracker");
      Dockerfile dockerfile = Dockerfile.of(tracker ? "tracker" : "swarm-node");
      Set<String> opened =
          workload.container().getPorts().stream()
              .map(port -> port.getContainerPort() + "/" + port.getProtocol().toLowerCase(ROOT))
              .collect(Collectors.toCollection(TreeSet::new));

      assertEquals(opened, new TreeSet<>(dockerfile.shell("EXPOSE")));
      assertEquals(
          workload.pod().getSecurityContext().getRunAsUser()
              + ":"
              + workload.pod().getSecurityContext().getRunAsGroup(),
          dockerfile.only("USER"));
    }
  }
}
