package org.everswarm.tracker.shop.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI document of the shop: as it is served, and as the library that checks requests
 * understands it. That library refuses documents with media types other than JSON, so what it gets
 * has none of them, and their bodies are checked by {@link Bodies}; and it wants a server's whole
 * URL, of which it uses the path.
 */
final class Document {

  private static final String RESOURCE = "/org/everswarm/tracker/shop/openapi.yaml";
  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";

  /** The only form of the latter that the library knows. */
  static final String PROBLEM_FOR_LIBRARY = "application/vnd.problem+json";

  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final int BODY_BYTES_MAX = 64 << 10;

  private final JsonObject full;
  private final JsonObject narrow;
  private final Map<String, BodyTerms> bodies;

  private Document(JsonObject full) {
    this.full = full;
    narrow = full.copy();
    narrow.put("servers", new JsonArray().add(new JsonObject().put("url", "http://shop" + base())));
    bodies = new HashMap<>();
    for (Map.Entry<String, Object> path : narrow.getJsonObject("paths")) {
      for (Map.Entry<String, Object> method : (JsonObject) path.getValue()) {
        if (METHODS.contains(method.getKey())) {
          narrow((JsonObject) method.getValue());
        }
      }
    }
    for (Map.Entry<String, Object> response : components("responses")) {
      narrowContent((JsonObject) response.getValue());
    }
  }

  /** The document that comes with the program. */
  static Document load() {
    try (InputStream stream = Document.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException(RESOURCE + " is missing");
      }
      return of(stream);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** A document in YAML. */
  static Document of(InputStream yaml) throws IOException {
    Map<?, ?> tree = new ObjectMapper(new YAMLFactory()).readValue(yaml, Map.class);
    return new Document(new JsonObject(new ObjectMapper().writeValueAsString(tree)));
  }

  /** The path that all others are below. */
  String base() {
    return full.getJsonArray("servers").getJsonObject(0).getString("url");
  }

  /** The document as it is served. */
  JsonObject full() {
    return full;
  }

  /** A new copy of what the library gets. */
  JsonObject forLibrary() {
    return narrow.copy();
  }

  /** What the body of each operation may be, by operationId. */
  Map<String, BodyTerms> bodies() {
    return Map.copyOf(bodies);
  }

  private JsonObject components(String kind) {
    return narrow.getJsonObject("components").getJsonObject(kind, new JsonObject());
  }

  private void narrow(JsonObject operation) {
    @Nullable JsonObject body = operation.getJsonObject("requestBody");
    bodies.put(operation.getString("operationId"), terms(body));
    if (body != null) {
      narrowContent(body);
      if (!body.containsKey("content")) {
        operation.remove("requestBody");
      }
    }
    for (Map.Entry<String, Object> response : operation.getJsonObject("responses")) {
      narrowContent((JsonObject) response.getValue());
    }
  }

  private static BodyTerms terms(@Nullable JsonObject body) {
    if (body == null) {
      return new BodyTerms(List.of(), false, BODY_BYTES_MAX);
    }
    return new BodyTerms(
        List.copyOf(body.getJsonObject("content").fieldNames()),
        body.getBoolean("required", false),
        body.getInteger("x-max-bytes", BODY_BYTES_MAX));
  }

  private static void narrowContent(JsonObject holder) {
    @Nullable JsonObject content = holder.getJsonObject("content");
    if (content == null) {
      return;
    }
    JsonObject known = new JsonObject();
    if (content.containsKey(JSON)) {
      known.put(JSON, content.getValue(JSON));
    }
    if (content.containsKey(PROBLEM)) {
      known.put(PROBLEM_FOR_LIBRARY, content.getValue(PROBLEM));
    }
    if (known.isEmpty()) {
      holder.remove("content");
    } else {
      holder.put("content", known);
    }
  }
}
