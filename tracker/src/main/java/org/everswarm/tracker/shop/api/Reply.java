package org.everswarm.tracker.shop.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * What a request is answered with.
 *
 * @param headers besides the content type
 */
public record Reply(int status, String contentType, Map<String, String> headers, Buffer body) {

  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;
  private static final int NO_CONTENT = 204;

  public static Reply ok(JsonObject body) {
    return json(OK, body);
  }

  public static Reply created(JsonObject body) {
    return json(CREATED, body);
  }

  public static Reply accepted(JsonObject body) {
    return json(ACCEPTED, body);
  }

  public static Reply empty() {
    return new Reply(NO_CONTENT, "", Map.of(), Buffer.buffer());
  }

  /** A file that a browser saves under a name. */
  public static Reply file(String contentType, String name, byte[] content) {
    String header = "attachment; filename=\"" + name.replaceAll("[^A-Za-z0-9._-]", "_") + "\"";
    return new Reply(
        OK, contentType, Map.of("Content-Disposition", header), Buffer.buffer(content));
  }

  private static Reply json(int status, JsonObject body) {
    return new Reply(status, "application/json", Map.of(), body.toBuffer());
  }
}
