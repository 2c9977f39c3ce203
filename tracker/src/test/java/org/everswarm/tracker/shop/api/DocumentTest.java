package org.everswarm.tracker.shop.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the OpenAPI document promises of itself: nothing that comes in is without a limit. */
class DocumentTest {

  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  /** A processor's events, which it may extend. */
  private static final Set<String> OTHERS = Set.of("receiveStripeEvent");

  private final JsonObject document = Document.load().full();
  private final List<String> faults = new ArrayList<>();

  @Test
  void theLibraryTakesIt() throws Exception {
    Vertx vertx = Vertx.vertx();
    OpenAPIContract.from(vertx, Document.load().forLibrary())
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Test
  void whatComesInIsStrictAndBounded() {
    for (Map.Entry<String, Object> path : document.getJsonObject("paths")) {
      JsonObject item = (JsonObject) path.getValue();
      parameters(path.getKey(), item);
      for (String method : METHODS) {
        @Nullable JsonObject operation = item.getJsonObject(method);
        if (operation != null && !OTHERS.contains(operation.getString("operationId"))) {
          check(operation);
        }
      }
    }
    assertEquals(List.of(), faults);
  }

  private void check(JsonObject operation) {
    String id = operation.getString("operationId");
    parameters(id, operation);
    JsonObject problem = operation.getJsonObject("responses").getJsonObject("default");
    if (problem == null || !"#/components/responses/Problem".equals(problem.getString("$ref"))) {
      faults.add(id + " has no default response");
    }
    JsonObject json =
        resolved(operation.getJsonObject("requestBody", new JsonObject()))
            .getJsonObject("content", new JsonObject())
            .getJsonObject("application/json");
    if (json != null) {
      schema(id, json.getJsonObject("schema"), Set.of());
    }
  }

  private void parameters(String where, JsonObject holder) {
    for (Object one : holder.getJsonArray("parameters", new JsonArray())) {
      JsonObject parameter = resolved((JsonObject) one);
      schema(
          where + " " + parameter.getString("name"), parameter.getJsonObject("schema"), Set.of());
    }
  }

  private JsonObject resolved(JsonObject maybeReference) {
    return References.resolved(document, maybeReference);
  }

  private void schema(String where, JsonObject given, Set<String> above) {
    String reference = given.getString("$ref", where);
    if (above.contains(reference)) {
      return;
    }
    Set<String> inside = new HashSet<>(above);
    inside.add(reference);
    JsonObject schema = resolved(given);
    switch (String.valueOf(schema.getValue("type"))) {
      case "object" -> {
        if (!Boolean.FALSE.equals(schema.getValue("additionalProperties"))) {
          faults.add(where + " takes what it does not describe");
        }
        for (Map.Entry<String, Object> property :
            schema.getJsonObject("properties", new JsonObject())) {
          schema(where + "/" + property.getKey(), (JsonObject) property.getValue(), inside);
        }
      }
      case "array" -> {
        require(where, schema, "maxItems");
        schema(where + "[]", schema.getJsonObject("items"), inside);
      }
      case "string" -> {
        if (!schema.containsKey("enum") && !schema.containsKey("pattern")) {
          require(where, schema, "maxLength");
        }
      }
      case "integer" -> {
        require(where, schema, "minimum");
        require(where, schema, "maximum");
      }
      case "boolean" -> {}
      default -> faults.add(where + " is of no type that has limits");
    }
  }

  private void require(String where, JsonObject schema, String keyword) {
    if (!schema.containsKey(keyword)) {
      faults.add(where + " has no " + keyword);
    }
  }
}
