package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reaches whom: the services and network policies under {@code k8s/}. */
final class KubernetesNetworkTest {

  private static final Set<String> PROTOCOLS = Set.of("TCP", "UDP");

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/example"})
  void servicesLeadToPortsThatTheContainersOpen(String directory) {
    KubernetesManifests manifests = KubernetesManifests.render(directory);

    for (Service service : manifests.all(Service.class)) {
      Workload workload = Workload.behind(manifests, service);
      for (ServicePort port : service.getSpec().getPorts()) {
        ContainerPort target = workload.port(port.getTargetPort().getStrVal());
        assertEquals(target.getContainerPort(), port.getPort(), workload::toString);
        assertEquals(target.getProtocol(), port.getProtocol(), workload::toString);
        assertTrue(PROTOCOLS.contains(port.getProtocol()), port.getProtocol());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/example"})
  void balancersOfOneProtocolEachKeepTheAddressOfThePeer(String directory) {
    for (Service service : KubernetesManifests.render(directory).all(Service.class)) {
      String name = service.getMetadata().getName();
      Set<String> protocols =
          service.getSpec().getPorts().stream()
              .map(ServicePort::getProtocol)
              .collect(Collectors.toSet());
      assertEquals(1, protocols.size(), name);
      boolean headless = "None".equals(service.getSpec().getClusterIP());
      assertTrue(headless || "Local".equals(service.getSpec().getExternalTrafficPolicy()), name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/example"})
  void opsPortsAreReachedFromTheMonitoringNamespaceAlone(String directory) {
    for (Workload workload : Workload.allIn(directory)) {
      int ops = workload.port("ops").getContainerPort();
      List<NetworkPolicyIngressRule> opening =
          ingressOf(workload).stream().filter(rule -> opens(rule, ops, "TCP")).toList();

      assertEquals(1, opening.size(), workload::toString);
      assertEquals(1, opening.get(0).getFrom().size(), workload::toString);
      assertEquals(
          Map.of("kubernetes.io/metadata.name", "monitoring"),
          opening.get(0).getFrom().get(0).getNamespaceSelector().getMatchLabels());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/example"})
  void everyPortOfAContainerIsOpened(String directory) {
    for (Workload workload : Workload.allIn(directory)) {
      for (ContainerPort port : workload.container().getPorts()) {
        assertTrue(
            ingressOf(workload).stream()
                .anyMatch(rule -> opens(rule, port.getContainerPort(), port.getProtocol())),
            () -> workload + " opens no way to " + port.getName());
      }
    }
  }

  private static List<NetworkPolicyIngressRule> ingressOf(Workload workload) {
    return workload.manifests().all(NetworkPolicy.class).stream()
        .filter(policy -> workload.isSelectedBy(policy.getSpec().getPodSelector().getMatchLabels()))
        .flatMap(policy -> policy.getSpec().getIngress().stream())
        .toList();
  }

  private static boolean opens(NetworkPolicyIngressRule rule, int port, String protocol) {
    return rule.getPorts().isEmpty()
        || rule.getPorts().stream()
            .filter(open -> protocol.equals(open.getProtocol()))
            .anyMatch(open -> open.getPort().getIntVal() == port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/example"})
  void trackersReachEachOtherAndNobodyElseReachesTheClusterPorts(String directory) {
    KubernetesManifests manifests = KubernetesManifests.render(directory);
    Workload tracker = Workload.named(manifests, "everswarm-tracker");
    List<NetworkPolicyEgressRule> egress =
        manifests.named(NetworkPolicy.class, "everswarm-tracker").getSpec().getEgress();

    for (String name : List.of("cluster", "bus")) {
      int port = tracker.port(name).getContainerPort();
      List<NetworkPolicyIngressRule> opening =
          ingressOf(tracker).stream().filter(rule -> opens(rule, port, "TCP")).toList();
      assertEquals(1, opening.size(), name);
      assertEquals(1, opening.get(0).getFrom().size(), name);
      Map<String, String> from = opening.get(0).getFrom().get(0).getPodSelector().getMatchLabels();
      assertTrue(tracker.isSelectedBy(from), name);
      assertEquals(1, from.size(), name);
      assertTrue(
          egress.stream()
              .filter(rule -> rule.getTo().get(0).getPodSelector() != null)
              .filter(rule -> rule.getTo().get(0).getPodSelector().getMatchLabels().equals(from))
              .flatMap(rule -> rule.getPorts().stream())
              .anyMatch(open -> open.getPort().getIntVal() == port),
          name);
    }
  }

  @Test
  void whatNoPolicyAllowsIsDenied() {
    NetworkPolicy deny =
        KubernetesManifests.render("base").named(NetworkPolicy.class, "everswarm-default-deny");

    assertTrue(deny.getSpec().getPodSelector().getMatchLabels().isEmpty());
    assertEquals(List.of("Ingress", "Egress"), deny.getSpec().getPolicyTypes());
    assertTrue(deny.getSpec().getIngress().isEmpty());
    assertTrue(deny.getSpec().getEgress().isEmpty());
  }

  @Test
  void aSwarmNodeReachesItsTracker() {
    KubernetesManifests manifests = KubernetesManifests.render("base");
    Workload tracker = Workload.named(manifests, "everswarm-tracker");
    int http = tracker.port("http").getContainerPort();

    assertTrue(
        manifests.named(NetworkPolicy.class, "everswarm-node").getSpec().getEgress().stream()
            .filter(rule -> rule.getPorts().get(0).getPort().getIntVal() == http)
            .flatMap(rule -> rule.getTo().stream())
            .anyMatch(to -> tracker.isSelectedBy(to.getPodSelector().getMatchLabels())));
  }

  @Test
  void aSwarmNodeDialsNoPeerThatClaimsToLiveInside() {
    NetworkPolicy policy =
        KubernetesManifests.render("base").named(NetworkPolicy.class, "everswarm-node");

    List<String> except =
        policy.getSpec().getEgress().stream()
            .flatMap(rule -> rule.getTo().stream())
            .filter(to -> to.getIpBlock() != null && to.getIpBlock().getCidr().equals("0.0.0.0/0"))
            .flatMap(to -> to.getIpBlock().getExcept().stream())
            .toList();
    assertTrue(
        except.containsAll(
            List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16")),
        except::toString);
  }
}
