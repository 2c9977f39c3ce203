package org.everswarm.tracker.shop.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.shop.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * One request to the shop, after it was found to be as OpenAPI describes it.
 *
 * @param path the path parameters by name
 * @param query the query parameters by name
 * @param headers those that OpenAPI names, by lower-case name
 * @param body the raw body, empty if there is none
 * @param source where it comes from; never logged, never kept
 */
public record Call(
    Map<String, String> path,
    Map<String, String> query,
    Map<String, String> headers,
    Buffer body,
    IpAddress source) {

  /** A path parameter that OpenAPI requires. */
  public String path(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no path parameter " + name);
    }
    return value;
  }

  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  public Optional<String> header(String lowerCaseName) {
    return Optional.ofNullable(headers.get(lowerCaseName));
  }

  /** The secret of {@code Authorization: Bearer SECRET}. */
  public Optional<String> bearer() {
    return bearer(headers.get("authorization"));
  }

  static Optional<String> bearer(@Nullable String value) {
    return value != null && value.regionMatches(true, 0, "Bearer ", 0, 7)
        ? Optional.of(value.substring(7).strip())
        : Optional.empty();
  }

  /** The body as the JSON object that OpenAPI requires. */
  public JsonObject json() {
    try {
      return new JsonObject(body);
    } catch (RuntimeException malformed) {
      throw new Problem(Problem.Kind.INVALID, "The body must be a JSON object.");
    }
  }
}
