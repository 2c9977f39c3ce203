package org.everswarm.node;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The shop, as a publisher's API token may use it. Blocks; thread-safe. */
final class ShopClient {

  static final String JSON = "application/json";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SUCCESS_MAX = 299;
  private static final int UNAVAILABLE = 503;
  private static final int TRIES = 5;
  private static final long LONGEST_PAUSE_SECONDS = 30;

  private final HttpClient http;
  private final String site;
  private final String base;
  private final String token;

  /**
   * @param shop without {@code /api/v1}
   */
  ShopClient(URI shop, String token) {
    String text = shop.toString();
    http =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    site = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    base = site + "/api/v1";
    this.token = token;
  }

  private ShopClient(ShopClient other, String token) {
    http = other.http;
    site = other.site;
    base = other.base;
    this.token = token;
  }

  /** The same shop, for somebody who shows another secret. */
  ShopClient as(String secret) {
    return new ShopClient(this, secret);
  }

  /** Whether what is sent can be read on its way: plain HTTP to another machine. */
  boolean isOpenToReaders() {
    URI shop = URI.create(site);
    String host = String.valueOf(shop.getHost());
    boolean here =
        host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]+){3}");
    return "http".equals(shop.getScheme()) && !here;
  }

  /** Where its pages are, without a slash at the end. */
  String site() {
    return site;
  }

  JsonObject get(String path) throws InterruptedException {
    return json(send("GET", path, JSON, new byte[0]));
  }

  /** An empty body is none. */
  JsonObject post(String path, JsonObject body) throws InterruptedException {
    byte[] bytes = body.isEmpty() ? new byte[0] : body.toBuffer().getBytes();
    return json(send("POST", path, JSON, bytes));
  }

  /** Sends a file, or whatever else has a type of its own. */
  JsonObject put(String path, String contentType, byte[] body) throws InterruptedException {
    return json(send("PUT", path, contentType, body));
  }

  void delete(String path) throws InterruptedException {
    send("DELETE", path, JSON, new byte[0]);
  }

  /** Fetches what is no JSON. */
  byte[] file(String path) throws InterruptedException {
    return send("GET", path, JSON, new byte[0]);
  }

  private static JsonObject json(byte[] body) {
    try {
      return body.length == 0
          ? new JsonObject()
          : new JsonObject(new String(body, StandardCharsets.UTF_8));
    } catch (DecodeException | ClassCastException strange) {
      throw new CommandException("The shop does not answer as a shop does; is --shop right?");
    }
  }

  private byte[] send(String method, String path, String contentType, byte[] body)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token)
            .method(method, body.length == 0 ? BodyPublishers.noBody() : bytes(body));
    if (body.length > 0) {
      request.header("Content-Type", contentType);
    }
    try {
      HttpResponse<byte[]> response = send(request.build());
      if (response.statusCode() > SUCCESS_MAX) {
        throw new CommandException(refusal(response));
      }
      return response.body();
    } catch (IOException unreachable) {
      throw new CommandException("The shop at " + base + " cannot be reached.", unreachable);
    }
  }

  /** What the shop has no time for it has not begun, so it may be asked for again. */
  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      if (response.statusCode() != UNAVAILABLE || tries == TRIES) {
        return response;
      }
      TimeUnit.SECONDS.sleep(Math.min(retryAfterSeconds(response), LONGEST_PAUSE_SECONDS));
    }
  }

  private static long retryAfterSeconds(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("[0-9]{1,6}"))
        .map(Long::parseLong)
        .orElse(1L);
  }

  private static HttpRequest.BodyPublisher bytes(byte[] body) {
    return BodyPublishers.ofByteArray(body);
  }

  private static String refusal(HttpResponse<byte[]> response) {
    try {
      String detail =
          new JsonObject(new String(response.body(), StandardCharsets.UTF_8)).getString("detail");
      if (detail != null) {
        return "The shop refuses: " + detail;
      }
    } catch (DecodeException | ClassCastException none) {
      return "The shop answers " + response.statusCode() + ".";
    }
    return "The shop answers " + response.statusCode() + ".";
  }
}
