package org.everswarm.tracker;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Talks to a running node's admin API; every failure is one sentence. */
final class AdminClient {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
  private final String node;
  private final AdminToken token;

  AdminClient(InetSocketAddress ops, AdminToken token) {
    this.node = HostPort.format(reachable(ops));
    this.token = token;
  }

  JsonObject get(String path) {
    return send("GET", path, BodyPublishers.noBody(), "application/json");
  }

  JsonObject delete(String path) {
    return send("DELETE", path, BodyPublishers.noBody(), "application/json");
  }

  JsonObject post(String path, JsonObject body) {
    return send("POST", path, BodyPublishers.ofString(body.encode()), "application/json");
  }

  JsonObject put(String path, JsonObject body) {
    return send("PUT", path, BodyPublishers.ofString(body.encode()), "application/json");
  }

  JsonObject postTorrent(String path, byte[] torrent) {
    return send("POST", path, BodyPublishers.ofByteArray(torrent), "application/x-bittorrent");
  }

  JsonObject postLines(String path, List<String> lines) {
    return send("POST", path, BodyPublishers.ofString(String.join("\n", lines)), "text/plain");
  }

  private JsonObject send(String method, String path, BodyPublisher body, String contentType) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + node + path))
            .timeout(REQUEST_TIMEOUT)
            .header("Authorization", "Bearer " + token.text())
            .header("Content-Type", contentType)
            .method(method, body)
            .build();
    try {
      return result(http.send(request, BodyHandlers.ofString()));
    } catch (ConnectException nobody) {
      throw new NodeUnreachable(
          "No node answers at " + node + "; start one, or name its ops address with --ops.",
          nobody);
    } catch (IOException broken) {
      throw new NodeUnreachable(
          "The node at " + node + " did not answer (" + DataDirectory.reason(broken) + ").",
          broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted while waiting for the node.", interrupted);
    }
  }

  private JsonObject result(HttpResponse<String> response) {
    if (response.statusCode() == 401) {
      throw new CommandException("The node at " + node + " refused the admin token.");
    }
    JsonObject body;
    try {
      body = new JsonObject(response.body());
    } catch (DecodeException notJson) {
      throw new CommandException("What answers at " + node + " is no Everswarm node.", notJson);
    }
    if (response.statusCode() >= 300) {
      throw new CommandException(
          body.getString("error", "The node answered " + response.statusCode() + "."));
    }
    return body;
  }

  /** A node that listens on every address is reached on the loopback one. */
  private static InetSocketAddress reachable(InetSocketAddress ops) {
    return ops.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), ops.getPort())
        : ops;
  }
}
