package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests under {@code k8s/}: what kubectl renders is whole and its parts fit each other. */
final class KubernetesManifestsTest {

  @Test
  void refusesAFieldThatTheModelDoesNotKnow() {
    String misspelt =
        """
        apiVersion: v1
        kind: Service
        metadata:
          name: x
        spec:
          prots:
            - port: 1
        """;

    UncheckedIOException refused =
        assertThrows(UncheckedIOException.class, () -> KubernetesManifests.parse(misspelt));

    assertTrue(String.valueOf(refused.getMessage()).contains("prots"), refused::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/example"})
  void everythingLivesInOneNamespace(String directory) {
    KubernetesManifests manifests = KubernetesManifests.render(directory);

    String namespace = manifests.all(Namespace.class).get(0).getMetadata().getName();
    manifests.objects().stream()
        .filter(object -> !(object instanceof Namespace))
        .forEach(object -> assertEquals(namespace, object.getMetadata().getNamespace()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/example"})
  void bothProgramsAreThereWithAHeadlessServiceAndADisruptionBudget(String directory) {
    List<Workload> workloads = Workload.allIn(directory);

    assertEquals(
        Set.of("everswarm-tracker", "everswarm-node"),
        workloads.stream().map(Workload::toString).collect(Collectors.toSet()));
    for (Workload workload : workloads) {
      Map<String, String> selector = workload.set().getSpec().getSelector().getMatchLabels();
      assertFalse(selector.isEmpty(), workload::toString);
      assertTrue(workload.isSelectedBy(selector), workload::toString);
      assertEquals(1, budgetsOf(workload), workload::toString);
      Service governing =
          workload.manifests().named(Service.class, workload.set().getSpec().getServiceName());
      assertEquals("None", governing.getSpec().getClusterIP());
      assertTrue(workload.isSelectedBy(governing.getSpec().getSelector()), workload::toString);
    }
  }

  private static long budgetsOf(Workload workload) {
    return workload.manifests().all(PodDisruptionBudget.class).stream()
        .filter(budget -> workload.isSelectedBy(budget.getSpec().getSelector().getMatchLabels()))
        .count();
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/example"})
  void probesAskTheOpsPortForHealth(String directory) {
    for (Workload workload : Workload.allIn(directory)) {
      Container container = workload.container();
      assertProbe(workload, container.getStartupProbe(), "/health/live");
      assertProbe(workload, container.getLivenessProbe(), "/health/live");
      assertProbe(workload, container.getReadinessProbe(), "/health/ready");
    }
  }

  private static void assertProbe(Workload workload, @Nullable Probe probe, String path) {
    assertNotNull(probe, workload::toString);
    assertEquals(path, probe.getHttpGet().getPath());
    assertEquals("ops", workload.port(probe.getHttpGet().getPort().getStrVal()).getName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/example"})
  void podsRunWithoutRootAndWriteToVolumesAlone(String directory) {
    for (Workload workload : Workload.allIn(directory)) {
      Container container = workload.container();
      assertTrue(workload.pod().getSecurityContext().getRunAsNonRoot(), workload::toString);
      assertTrue(workload.pod().getSecurityContext().getRunAsUser() > 0, workload::toString);
      assertFalse(workload.pod().getAutomountServiceAccountToken(), workload::toString);
      assertTrue(container.getSecurityContext().getReadOnlyRootFilesystem(), workload::toString);
      assertFalse(container.getSecurityContext().getAllowPrivilegeEscalation());
      assertEquals(List.of("ALL"), container.getSecurityContext().getCapabilities().getDrop());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/example"})
  void podsHaveMemoryOfTheirOwnAndTimeToLeave(String directory) {
    for (Workload workload : Workload.allIn(directory)) {
      long requested = memory(workload.container().getResources().getRequests());
      long limit = memory(workload.container().getResources().getLimits());
      assertTrue(requested > 0 && requested <= limit, workload::toString);
      assertTrue(workload.pod().getTerminationGracePeriodSeconds() >= 30, workload::toString);
    }
  }

  private static long memory(Map<String, Quantity> resources) {
    return resources.getOrDefault("memory", new Quantity("0")).getNumericalAmount().longValue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/example"})
  void everyVolumeIsMountedAndEveryMountHasItsVolume(String directory) {
    for (Workload workload : Workload.allIn(directory)) {
      assertEquals(
          volumes(workload),
          workload.container().getVolumeMounts().stream()
              .map(VolumeMount::getName)
              .collect(Collectors.toSet()));
    }
  }

  private static Set<String> volumes(Workload workload) {
    return Stream.concat(
            workload.pod().getVolumes().stream().map(Volume::getName),
            workload.set().getSpec().getVolumeClaimTemplates().stream()
                .map(claim -> claim.getMetadata().getName()))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/example"})
  void addressesInTheConfigurationAreThePortsOfTheContainers(String directory) {
    KubernetesManifests manifests = KubernetesManifests.render(directory);

    Workload tracker = Workload.named(manifests, "everswarm-tracker");
    assertEquals(6969, tracker.port("udp").getContainerPort());
    assertNull(
        tracker.configuration().get("EVERSWARM_UDP"), "the default takes IPv6 where there is any");
    assertListens(tracker, "http", "EVERSWARM_HTTP");
    assertListens(tracker, "ops", "EVERSWARM_OPS");
    Workload node = Workload.named(manifests, "everswarm-node");
    assertListens(node, "wire", "EVERSWARM_NODE_WIRE");
    assertListens(node, "web", "EVERSWARM_NODE_WEB");
    assertListens(node, "ops", "EVERSWARM_NODE_OPS");
    Service http = manifests.named(Service.class, "everswarm-tracker");
    assertEquals(
        "http://everswarm-tracker:" + http.getSpec().getPorts().get(0).getPort(),
        node.configuration().get("EVERSWARM_NODE_TRACKER"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/example"})
  void threeTrackersInDifferentZonesFindEachOther(String directory) {
    KubernetesManifests manifests = KubernetesManifests.render(directory);
    Workload tracker = Workload.named(manifests, "everswarm-tracker");

    assertEquals(3, tracker.set().getSpec().getReplicas());
    assertEquals(
        List.of("topology.kubernetes.io/zone", "kubernetes.io/hostname"),
        tracker.pod().getTopologySpreadConstraints().stream()
            .peek(
                spread ->
                    assertTrue(tracker.isSelectedBy(spread.getLabelSelector().getMatchLabels())))
            .map(TopologySpreadConstraint::getTopologyKey)
            .toList());
    Service headless = manifests.named(Service.class, tracker.set().getSpec().getServiceName());
    assertTrue(headless.getSpec().getPublishNotReadyAddresses(), "who joins is not ready yet");
    assertEquals(
        headless.getMetadata().getName(), tracker.configuration().get("EVERSWARM_JOIN_DNS"));
    String bind =
        tracker.container().getEnv().stream()
            .filter(variable -> variable.getName().equals("EVERSWARM_CLUSTER_BIND"))
            .findFirst()
            .orElseThrow()
            .getValue();
    assertEquals("$(POD_IP):" + tracker.port("cluster").getContainerPort(), bind);
    String key = tracker.configuration().getOrDefault("EVERSWARM_CLUSTER_KEY", "");
    assertTrue(
        tracker.container().getVolumeMounts().stream()
            .filter(mount -> mount.getName().equals("cluster-key"))
            .anyMatch(mount -> key.startsWith(mount.getMountPath() + "/")));
  }

  private static void assertListens(Workload workload, String port, String variable) {
    assertEquals(
        "0.0.0.0:" + workload.port(port).getContainerPort(),
        workload.configuration().get(variable),
        variable);
  }
}
