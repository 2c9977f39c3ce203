package org.everswarm.tracker.shop.catalogue;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.metainfo.WebSeedUrls;
import org.everswarm.protocol.receipt.ReceiptToken;

/**
 * Where torrents are announced and served today.
 *
 * <p>All trackers of the HTTP family are the first tier, for they share one table of peers, and UDP
 * ones the second: only the libtorrent family sends a receipt over UDP (BEP 41).
 *
 * @param trackers announce URLs: http, https, or udp with a port; no query
 * @param webSeedBases such as {@code https://HOST:PORT/ws}
 */
public record Hosts(List<URI> trackers, List<String> webSeedBases) {

  /** Throws IllegalArgumentException with a sentence that says which URL is wrong. */
  public Hosts {
    trackers = List.copyOf(trackers);
    webSeedBases = List.copyOf(webSeedBases);
    trackers.forEach(Hosts::requireTracker);
    webSeedBases.forEach(Hosts::requireBase);
  }

  /** A free torrent, for anyone. */
  public Metainfo open(Metainfo canonical) {
    return with(canonical, "", canonical.infoHash().hex());
  }

  /** A torrent for one buyer: announce URLs and web seeds carry the receipt. */
  public Metainfo personal(Metainfo canonical, ReceiptToken token) {
    return with(canonical, "?receipt=" + token.text(), token.text());
  }

  private Metainfo with(Metainfo canonical, String query, String element) {
    return canonical
        .withTrackers(tiers(query))
        .withWebSeeds(
            webSeedBases.stream().map(base -> WebSeedUrls.of(base, element, canonical)).toList());
  }

  private List<List<String>> tiers(String query) {
    List<List<String>> tiers = new ArrayList<>();
    Stream.of(false, true)
        .map(udp -> announceUrls(udp, query))
        .filter(tier -> !tier.isEmpty())
        .forEach(tiers::add);
    return tiers;
  }

  private List<String> announceUrls(boolean udp, String query) {
    return trackers.stream()
        .filter(url -> "udp".equals(url.getScheme()) == udp)
        .map(url -> url + query)
        .toList();
  }

  private static void requireTracker(URI url) {
    String scheme = String.valueOf(url.getScheme());
    boolean known = List.of("http", "https", "udp").contains(scheme) && url.getHost() != null;
    boolean portMissing = scheme.equals("udp") && url.getPort() < 0;
    if (!known || portMissing || url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "a tracker is http://HOST[:PORT]/announce, https://… or udp://HOST:PORT/announce"
              + " without a query, not '"
              + url
              + "'");
    }
  }

  private static void requireBase(String base) {
    if (!base.matches("https?://[^/?#\\s]+[^?#\\s]*")) {
      throw new IllegalArgumentException(
          "a web seed base is http://HOST:PORT/ws or https://…, not '" + base + "'");
    }
  }
}
