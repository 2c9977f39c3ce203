package org.everswarm.node;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;

/** One program among the manifests: its set, its only container, and what belongs to it. */
record Workload(KubernetesManifests manifests, StatefulSet set) {

  static List<Workload> allIn(String directory) {
    KubernetesManifests manifests = KubernetesManifests.render(directory);
    return manifests.all(StatefulSet.class).stream()
        .map(set -> new Workload(manifests, set))
        .toList();
  }

  static Workload named(KubernetesManifests manifests, String app) {
    return new Workload(manifests, manifests.named(StatefulSet.class, app));
  }

  /** The workload that a service leads to. */
  static Workload behind(KubernetesManifests manifests, Service service) {
    return named(
        manifests, service.getSpec().getSelector().getOrDefault("app.kubernetes.io/name", "none"));
  }

  boolean isSelectedBy(Map<String, String> selector) {
    return podLabels().entrySet().containsAll(selector.entrySet());
  }

  Map<String, String> podLabels() {
    return set.getSpec().getTemplate().getMetadata().getLabels();
  }

  PodSpec pod() {
    return set.getSpec().getTemplate().getSpec();
  }

  Container container() {
    return pod().getContainers().get(0);
  }

  ContainerPort port(String name) {
    return container().getPorts().stream()
        .filter(port -> port.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(this + " has no port " + name));
  }

  /** The environment that its ConfigMap gives it. */
  Map<String, String> configuration() {
    String name = container().getEnvFrom().get(0).getConfigMapRef().getName();
    return manifests.named(ConfigMap.class, name).getData();
  }

  @Override
  public String toString() {
    return set.getMetadata().getName();
  }
}
