package org.everswarm.protocol.metainfo;

import java.nio.charset.StandardCharsets;

/**
 * Web seed URLs (BEP 19) as {@code url-list} takes them. What opens the gate is an element of the
 * path: clients append names to it, and libtorrent disables web seeds with a query on private
 * addresses.
 */
public final class WebSeedUrls {

  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private WebSeedUrls() {}

  /**
   * The URL under which {@code base} serves a torrent: that of the file itself, or that to which
   * clients append the names of directory and file.
   *
   * @param base as {@code http://host:port/ws}; a slash at its end makes no difference
   * @param element a receipt token, or the hexadecimal info-hash of a free torrent
   */
  public static String of(String base, String element, Metainfo torrent) {
    String directory = (base.endsWith("/") ? base : base + "/") + encode(element) + "/";
    return torrent.singleFile() ? directory + encode(torrent.name()) : directory;
  }

  /** One path element, percent-encoded (RFC 3986). */
  public static String encode(String element) {
    StringBuilder out = new StringBuilder(element.length());
    for (byte b : element.getBytes(StandardCharsets.UTF_8)) {
      if (UNRESERVED.indexOf(b) >= 0) {
        out.append((char) b);
      } else {
        out.append(String.format("%%%02X", b));
      }
    }
    return out.toString();
  }
}
