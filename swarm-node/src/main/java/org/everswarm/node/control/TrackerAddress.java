package org.everswarm.node.control;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a tracker's control channel is.
 *
 * @param path of the WebSocket
 */
public record TrackerAddress(String host, int port, boolean tls, String path) {

  /**
   * Reads a tracker's URL, {@code http}, {@code https}, {@code ws} or {@code wss}; {@code /control}
   * is put behind whatever path it has.
   *
   * @throws IllegalArgumentException with a sentence
   */
  public static TrackerAddress parse(String url) {
    URI uri = uri(url);
    String scheme = uri == null ? null : uri.getScheme();
    boolean tls = "https".equalsIgnoreCase(scheme) || "wss".equalsIgnoreCase(scheme);
    boolean plain = "http".equalsIgnoreCase(scheme) || "ws".equalsIgnoreCase(scheme);
    if (uri == null || uri.getHost() == null || !(tls || plain)) {
      throw new IllegalArgumentException(
          "a tracker's URL looks like https://tracker.example:443, not '" + url + "'");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    return new TrackerAddress(host(uri), port, tls, path(uri));
  }

  private static @Nullable URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException malformed) {
      return null;
    }
  }

  private static String host(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String path(URI uri) {
    String path = uri.getPath();
    return (path.endsWith("/") ? path.substring(0, path.length() - 1) : path) + "/control";
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
