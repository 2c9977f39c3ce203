package org.everswarm.tracker.shop.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client of the shop that checks whether every answer is as the OpenAPI document says. Blocks.
 */
public final class ShopClient {

  private static final String BASE = "/api/v1";
  private static final String PROBLEM = "application/problem+json";

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI shop;
  private final OpenAPIContract contract;
  private final ResponseValidator validator;

  /** A client of the shop that the OpenAPI document describes, on a port of this machine. */
  public ShopClient(Vertx vertx, int port) {
    this(vertx, port, Document.load());
  }

  ShopClient(Vertx vertx, int port, Document document) {
    shop = URI.create("http://127.0.0.1:" + port);
    contract = await(OpenAPIContract.from(vertx, document.forLibrary()));
    validator = ResponseValidator.create(vertx, contract);
  }

  /** What the shop answered. */
  public record Answer(int status, Map<String, List<String>> headers, Buffer body) {

    public JsonObject json() {
      return body.toJsonObject();
    }

    public Optional<String> header(String lowerCaseName) {
      return Optional.ofNullable(headers.get(lowerCaseName)).map(values -> values.get(0));
    }

    /** The answer, if it has this status. */
    public Answer expect(int expected) {
      assertEquals(expected, status, body::toString);
      return this;
    }
  }

  public Answer get(String path, @Nullable String bearer) {
    return send("GET", path, bearer, Map.of(), Buffer.buffer());
  }

  public Answer delete(String path, @Nullable String bearer) {
    return send("DELETE", path, bearer, Map.of(), Buffer.buffer());
  }

  public Answer post(String path, @Nullable String bearer, JsonObject body) {
    return json("POST", path, bearer, body);
  }

  public Answer json(String method, String path, @Nullable String bearer, JsonObject body) {
    return send(method, path, bearer, Map.of("Content-Type", "application/json"), body.toBuffer());
  }

  /**
   * Sends a request.
   *
   * @param path below /api/v1
   */
  public Answer send(
      String method,
      String path,
      @Nullable String bearer,
      Map<String, String> headers,
      Buffer body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(shop.resolve(BASE + path))
            .method(
                method,
                body.length() == 0
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(body.getBytes()));
    headers.forEach(request::header);
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    Answer answer = send(request.build());
    check(method, BASE + path, answer);
    return answer;
  }

  private Answer send(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      return new Answer(
          response.statusCode(), response.headers().map(), Buffer.buffer(response.body()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private void check(String method, String target, Answer answer) {
    assertEquals("nosniff", answer.header("x-content-type-options").orElse(""));
    String type = answer.header("content-type").orElse("");
    if (answer.status() >= 400) {
      assertEquals(PROBLEM, type);
      assertEquals(answer.status(), answer.json().getInteger("status"));
      assertTrue(answer.json().getString("detail").endsWith("."), answer.body()::toString);
    }
    String path = target.split("\\?", 2)[0];
    io.vertx.openapi.contract.Operation operation =
        contract.findOperation(path, HttpMethod.valueOf(method));
    // The library knows no CSV, and where JSON is offered too, it takes it for that.
    if (operation == null || type.equals("text/csv")) {
      return;
    }
    Map<String, String> headers = new HashMap<>();
    answer.headers().forEach((name, values) -> headers.put(name, values.get(0)));
    ValidatableResponse response =
        ValidatableResponse.create(
            answer.status(),
            headers,
            answer.body(),
            type.equals(PROBLEM) ? Document.PROBLEM_FOR_LIBRARY : type);
    await(validator.validate(response, operation.getOperationId()));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(60, TimeUnit.SECONDS)
          .join();
    } catch (CompletionException failed) {
      throw new AssertionError(failed.getCause());
    }
  }
}
