package org.everswarm.tracker;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.metainfo.WebSeedUrls;
import org.everswarm.protocol.receipt.ReceiptToken;

/**
 * Writes a receipt into a torrent: announce URLs and web seeds carry it, the info-hash stays.
 *
 * <p>Only the libtorrent family sends BEP 41 data, so HTTPS and HTTP trackers are the first tier
 * and UDP ones follow.
 */
final class PersonalTorrent {

  private final List<URI> trackers;
  private final List<String> webSeedBases;

  /** Checks the URLs; a {@link ConfigException} says which is wrong. */
  PersonalTorrent(List<String> trackers, List<String> webSeedBases) {
    this.trackers = trackers.stream().map(PersonalTorrent::tracker).toList();
    this.webSeedBases = webSeedBases.stream().map(PersonalTorrent::webSeedBase).toList();
  }

  /** The buyer's form of {@code published}. */
  Metainfo of(Metainfo published, ReceiptToken token) {
    return published
        .withTrackers(tiers(token.text()))
        .withWebSeeds(
            webSeedBases.stream()
                .map(base -> WebSeedUrls.of(base, token.text(), published))
                .toList());
  }

  private List<List<String>> tiers(String token) {
    List<List<String>> tiers = new ArrayList<>();
    List<String> http = announceUrls(token, false);
    List<String> udp = announceUrls(token, true);
    if (!http.isEmpty()) {
      tiers.add(http);
    }
    if (!udp.isEmpty()) {
      tiers.add(udp);
    }
    return tiers;
  }

  private List<String> announceUrls(String token, boolean udp) {
    return trackers.stream()
        .filter(url -> url.getScheme().equals("udp") == udp)
        .map(url -> url + "?receipt=" + token)
        .toList();
  }

  private static URI tracker(String text) {
    URI url = url("--tracker", text);
    String scheme = url.getScheme();
    boolean known = scheme.equals("http") || scheme.equals("https") || scheme.equals("udp");
    boolean portMissing = scheme.equals("udp") && url.getPort() < 0;
    if (!known || portMissing || url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new ConfigException(
          "--tracker wants http://HOST[:PORT]/announce, https://… or udp://HOST:PORT/announce"
              + " without a query, not '"
              + text
              + "'.");
    }
    String path = url.getRawPath();
    boolean bare = path == null || path.isEmpty() || path.equals("/");
    return bare ? URI.create(scheme + "://" + url.getRawAuthority() + "/announce") : url;
  }

  private static String webSeedBase(String text) {
    URI url = url("--web-seed", text);
    boolean known = url.getScheme().equals("http") || url.getScheme().equals("https");
    if (!known || url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new ConfigException(
          "--web-seed wants http://HOST:PORT/ws or https://…, not '" + text + "'.");
    }
    return text;
  }

  private static URI url(String option, String text) {
    try {
      URI url = new URI(text);
      if (url.getScheme() != null && url.getHost() != null) {
        return URI.create(
            url.getScheme().toLowerCase(Locale.ROOT) + text.substring(url.getScheme().length()));
      }
    } catch (URISyntaxException malformed) {
      throw new ConfigException(option + ": '" + text + "' is no URL.", malformed);
    }
    throw new ConfigException(option + ": '" + text + "' is no URL.");
  }
}
