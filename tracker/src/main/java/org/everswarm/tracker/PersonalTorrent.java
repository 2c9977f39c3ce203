package org.everswarm.tracker;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.shop.catalogue.Hosts;

/** Writes a receipt into a torrent: announce URLs and web seeds carry it, the info-hash stays. */
final class PersonalTorrent {

  private final Hosts hosts;

  /** Checks the URLs; a {@link ConfigException} says which is wrong. */
  PersonalTorrent(List<String> trackers, List<String> webSeedBases) {
    List<URI> urls = trackers.stream().map(PersonalTorrent::tracker).toList();
    webSeedBases.forEach(base -> url("--web-seed", base));
    try {
      hosts = new Hosts(urls, webSeedBases);
    } catch (IllegalArgumentException refused) {
      throw new ConfigException("--tracker, --web-seed: " + refused.getMessage() + ".", refused);
    }
  }

  /** The buyer's form of {@code published}. */
  Metainfo of(Metainfo published, ReceiptToken token) {
    return hosts.personal(published, token);
  }

  private static URI tracker(String text) {
    URI url = url("--tracker", text);
    String path = url.getRawPath();
    boolean bare = path == null || path.isEmpty() || path.equals("/");
    boolean plain = url.getRawQuery() == null && url.getRawFragment() == null;
    return bare && plain
        ? URI.create(url.getScheme() + "://" + url.getRawAuthority() + "/announce")
        : url;
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
