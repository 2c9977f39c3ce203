package org.everswarm.tracker.shop.catalogue;

import java.util.function.Supplier;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.jdbi.v3.core.Handle;

/** The .torrent files of free items, with the hosts of today. Thread-safe; blocks. */
public final class OpenTorrents {

  private final Catalogue catalogue;
  private final Supplier<Hosts> hosts;

  /**
   * @param hosts those of today, asked for every file
   */
  public OpenTorrents(Catalogue catalogue, Supplier<Hosts> hosts) {
    this.catalogue = catalogue;
    this.hosts = hosts;
  }

  /** A .torrent file and what to call it. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  public record File(String name, byte[] content) {}

  /**
   * The newest release of a free item of a bundle that is for sale.
   *
   * @throws Problem NOT_FOUND if there is none, FORBIDDEN if it is not free, GONE if it is taken
   *     down or not for sale
   */
  public File of(Handle h, long bundleId, String itemId) {
    Bundle bundle = catalogue.shown(h, bundleId);
    Item item =
        catalogue.items(h, bundle.id()).stream()
            .filter(one -> one.id().equals(itemId))
            .findFirst()
            .orElseThrow(OpenTorrents::none);
    if (item.gate() != Gate.FREE) {
      throw new Problem(
          Kind.FORBIDDEN, "This item is not free; order the bundle, or subscribe to it.");
    }
    Torrent torrent =
        catalogue.torrents(h, bundleId).stream()
            .filter(one -> one.itemId().equals(itemId))
            .findFirst()
            .orElseThrow(OpenTorrents::none);
    Metainfo canonical = catalogue.metainfo(h, itemId, torrent.infoHash());
    return new File(torrent.name() + ".torrent", hosts.get().open(canonical).toBytes());
  }

  private static Problem none() {
    return new Problem(Kind.NOT_FOUND, "There is no such item in this bundle.");
  }
}
