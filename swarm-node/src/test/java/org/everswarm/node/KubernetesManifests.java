package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What kustomize makes of a directory, parsed so strictly that a misspelt field is an error. */
final class KubernetesManifests {

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "v1 Namespace", Namespace.class,
          "v1 ConfigMap", ConfigMap.class,
          "v1 Service", Service.class,
          "apps/v1 StatefulSet", StatefulSet.class,
          "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
          "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class);

  /**
   * The model classes swallow unknown fields in a map; without that setter Jackson refuses them.
   */
  private static final ObjectMapper STRICT =
      new ObjectMapper(new YAMLFactory())
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              })
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private final List<HasMetadata> objects;

  private KubernetesManifests(List<HasMetadata> objects) {
    this.objects = objects;
  }

  /** Renders a directory under {@code k8s/} as {@code kubectl apply -k} would. */
  static KubernetesManifests render(String directory) {
    List<String> command = new ArrayList<>(renderer());
    command.add(Programs.ROOT.resolve("k8s").resolve(directory).toString());
    return parse(Programs.run(command, 60).orFail());
  }

  /** A recent kubectl, or the kustomize that it has inside as a program of its own. */
  private static List<String> renderer() {
    Optional<Path> kubectl = Programs.find("kubectl").filter(KubernetesManifests::isRecent);
    if (kubectl.isPresent()) {
      return List.of(kubectl.get().toString(), "kustomize");
    }
    Path kustomize =
        Programs.require("kustomize", "the manifests need it, or kubectl 1.27 or later");
    return List.of(kustomize.toString(), "build");
  }

  /** Kustomize 5 came with kubectl 1.27; much older ones do not know all that a base says today. */
  private static boolean isRecent(Path kubectl) {
    return Programs.run(List.of(kubectl.toString(), "version", "--client", "-o", "json"), 60)
        .orFail()
        .contains("kustomizeVersion\": \"v5");
  }

  static KubernetesManifests parse(String yaml) {
    List<HasMetadata> objects = new ArrayList<>();
    try (MappingIterator<JsonNode> documents = STRICT.readerFor(JsonNode.class).readValues(yaml)) {
      while (documents.hasNextValue()) {
        objects.add(typed(documents.nextValue()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new KubernetesManifests(List.copyOf(objects));
  }

  private static HasMetadata typed(JsonNode document) throws IOException {
    String kind = document.path("apiVersion").asText() + " " + document.path("kind").asText();
    Class<? extends HasMetadata> model = KINDS.get(kind);
    if (model == null) {
      return fail("no model class for " + kind + "; known are " + KINDS.keySet());
    }
    return STRICT.treeToValue(document, model);
  }

  List<HasMetadata> objects() {
    return objects;
  }

  <T extends HasMetadata> List<T> all(Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  <T extends HasMetadata> T named(Class<T> kind, String name) {
    return all(kind).stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst()
        .orElseGet(() -> fail("no " + kind.getSimpleName() + " is named " + name));
  }
}
