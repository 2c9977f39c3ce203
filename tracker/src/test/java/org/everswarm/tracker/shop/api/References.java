package org.everswarm.tracker.shop.api;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What the references in the OpenAPI document lead to. */
public final class References {

  private References() {}

  /** The object itself, or what it refers to. */
  public static JsonObject resolved(JsonObject document, JsonObject maybeReference) {
    @Nullable String reference = maybeReference.getString("$ref");
    if (reference == null) {
      return maybeReference;
    }
    JsonObject found = document;
    for (String key : reference.substring(2).split("/", -1)) {
      found = found.getJsonObject(key);
    }
    return resolved(document, found);
  }
}
