package org.everswarm.tracker.ops;

import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An admin request whose body is here in full. */
record AdminRequest(
    String method, String path, Map<String, String> query, String contentType, Buffer body) {

  @Nullable String parameter(String name) {
    return query.get(name);
  }
}
