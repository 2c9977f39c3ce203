package org.everswarm.node.load;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * The tracker to be loaded.
 *
 * @param address resolved
 * @param http whether over HTTP; else over UDP
 * @param authority what the Host header says
 * @param path of the announce URL
 */
record Target(InetSocketAddress address, boolean http, String authority, String path) {

  private static final int HTTP_PORT = 80;

  /** Reads {@code HOST:PORT}, IPv6 addresses in brackets. */
  static Target udp(String hostPort) {
    return of("--udp", "udp", uri("--udp", "udp://" + hostPort));
  }

  /** Reads an announce URL. */
  static Target http(String url) {
    return of("--http", "http", uri("--http", url));
  }

  /** Reads {@code HOST:PORT} of an HTTP server of our own. */
  static Target listen(String hostPort) {
    return of("--http", "http", uri("--http", "http://" + hostPort));
  }

  private static Target of(String option, String scheme, URI uri) {
    boolean http = scheme.equals("http");
    int port = uri.getPort() < 0 && http ? HTTP_PORT : uri.getPort();
    if (!scheme.equals(uri.getScheme()) || uri.getHost() == null || port <= 0 || port > 0xFFFF) {
      throw malformed(option, uri.toString());
    }
    String host = uri.getHost().replaceAll("[\\[\\]]", "");
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UsageException(option + ": the host '" + host + "' has no address.");
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    return new Target(address, http, uri.getRawAuthority(), path.isEmpty() ? "/announce" : path);
  }

  private static URI uri(String option, String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw malformed(option, text);
    }
  }

  private static UsageException malformed(String option, String text) {
    String wants =
        option.equals("--http")
            ? "an announce URL, such as http://127.0.0.1:6969/announce"
            : "HOST:PORT, such as 127.0.0.1:6969 or [::1]:6969";
    return new UsageException(option + " wants " + wants + ", not '" + text + "'.");
  }

  /** The path of the scrape URL: "announce" after the last slash becomes "scrape". */
  String scrapePath() {
    return path.replaceFirst("/announce([^/]*)$", "/scrape$1");
  }

  boolean isIpv4() {
    return address.getAddress() instanceof Inet4Address;
  }

  boolean isLoopback() {
    return address.getAddress().isLoopbackAddress();
  }
}
