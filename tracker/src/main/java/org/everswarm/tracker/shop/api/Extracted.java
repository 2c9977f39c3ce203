package org.everswarm.tracker.shop.api;

import static io.vertx.json.schema.common.dsl.SchemaType.STRING;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What the document describes of a request, still to be checked. The library's own extraction
 * decodes query and headers twice. It also reads text as JSON, in quotes or not; text in quotes it
 * takes as it is.
 */
final class Extracted implements ValidatableRequest {

  private static final char NUL = 0;
  private static final String ESCAPED_NUL = "\\u0000";

  private final Map<String, RequestParameter> path = new HashMap<>();
  private final Map<String, RequestParameter> query = new HashMap<>();
  private final Map<String, RequestParameter> headers = new HashMap<>();
  private final Buffer body;
  private final @Nullable String contentType;

  /**
   * @throws Problem if a parameter is there twice, or something holds U+0000, which no database
   *     takes
   */
  Extracted(RoutingContext context, Operation operation, Buffer body, boolean json) {
    this.body = body;
    contentType = json ? "application/json" : context.request().getHeader("Content-Type");
    MultiMap queried = context.queryParams();
    for (Parameter parameter : operation.getParameters()) {
      @Nullable String inPath = context.pathParam(parameter.getName());
      switch (parameter.getIn()) {
        case PATH -> put(path, parameter, inPath == null ? List.of() : List.of(inPath));
        case QUERY -> put(query, parameter, queried.getAll(parameter.getName()));
        case HEADER ->
            put(headers, parameter, context.request().headers().getAll(parameter.getName()));
        case COOKIE -> throw new IllegalStateException("the shop reads no cookies");
      }
    }
    if (json && body.toString().contains(ESCAPED_NUL)) {
      throw nul("body");
    }
  }

  private static void put(
      Map<String, RequestParameter> parameters, Parameter parameter, List<String> values) {
    String name = parameter.getName();
    if (values.size() > 1) {
      throw new Problem(Kind.INVALID, "Give " + name + " once.");
    }
    if (!values.isEmpty()) {
      String value = values.get(0);
      if (value.indexOf(NUL) >= 0) {
        throw nul(name);
      }
      parameters.put(name, () -> parameter.getSchemaType() == STRING ? Json.encode(value) : value);
    }
  }

  private static Problem nul(String where) {
    return new Problem(Kind.INVALID, "Leave the character U+0000 out of " + where + ".");
  }

  @Override
  public Map<String, RequestParameter> getCookies() {
    return Map.of();
  }

  @Override
  public Map<String, RequestParameter> getPathParameters() {
    return path;
  }

  @Override
  public Map<String, RequestParameter> getQuery() {
    return query;
  }

  @Override
  public Map<String, RequestParameter> getHeaders() {
    return headers;
  }

  @Override
  public RequestParameter getBody() {
    return () -> body;
  }

  @Override
  public @Nullable String getContentType() {
    return contentType;
  }
}
