package org.everswarm.tracker.shop.payment;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of Stripe's. What is missing or of another type than documented is an {@link
 * IllegalStateException} that names the field: this program does not know that API version.
 */
record StripeJson(JsonObject json) {

  String text(String field) {
    return optionalText(field).orElseThrow(() -> missing(field));
  }

  Optional<String> optionalText(String field) {
    @Nullable Object value = json.getValue(field);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      return Optional.of(text);
    }
    throw missing(field);
  }

  long number(String field) {
    Object value = json.getValue(field);
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw missing(field);
  }

  StripeJson object(String field) {
    return new StripeJson(
        json.getValue(field) instanceof JsonObject object ? object : objectOf(null));
  }

  Optional<JsonArray> array(String field) {
    return json.getValue(field) instanceof JsonArray array ? Optional.of(array) : Optional.empty();
  }

  /** Something of ours that we gave Stripe to keep with the object. */
  Optional<String> metadata(String key) {
    return json.getValue("metadata") instanceof JsonObject metadata
            && metadata.getValue(key) instanceof String text
        ? Optional.of(text)
        : Optional.empty();
  }

  /** The id of another object, which may be there in full. */
  Optional<String> reference(String field) {
    return json.getValue(field) instanceof JsonObject expanded
        ? new StripeJson(expanded).optionalText("id")
        : optionalText(field);
  }

  /** An element of a list. */
  static JsonObject objectOf(@Nullable Object element) {
    if (element instanceof JsonObject object) {
      return object;
    }
    throw new IllegalStateException("Stripe sent something else than an object");
  }

  private static IllegalStateException missing(String field) {
    return new IllegalStateException("Stripe sent an object without " + field);
  }
}
