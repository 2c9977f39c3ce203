package org.everswarm.tracker.ops;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Checks {@code Authorization: Bearer} in a time that tells nothing of the secret. */
final class BearerToken {

  private static final String SCHEME = "Bearer ";

  private final byte[] secret;

  BearerToken(String secret) {
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
  }

  boolean shownBy(HttpServerRequest request) {
    @Nullable String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.startsWith(SCHEME)) {
      return false;
    }
    byte[] shown = header.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(shown, secret);
  }
}
