package org.everswarm.tracker.shop.catalogue;

import java.util.List;
import java.util.Optional;
import org.everswarm.protocol.InfoHash;
import org.jdbi.v3.core.Handle;

/** Reads what there is, in the caller's transaction. Thread-safe; blocks. */
@SuppressWarnings("DoNotCallSuggester")
public final class Catalogue {

  /** A bundle in whatever state. */
  public Optional<Bundle> find(Handle h, long bundleId) {
    throw new UnsupportedOperationException();
  }

  /** A bundle that is for sale: live, and not taken down. */
  public Optional<Bundle> live(Handle h, long bundleId) {
    throw new UnsupportedOperationException();
  }

  /** Why an operator took a bundle down; empty if none did, or it was lifted. */
  public Optional<String> takenDown(Handle h, long bundleId) {
    throw new UnsupportedOperationException();
  }

  /** Its items in their order; empty if there is no such bundle. */
  public List<Item> items(Handle h, long bundleId) {
    throw new UnsupportedOperationException();
  }

  /** Its price now in a currency, lower-case ISO 4217. */
  public Optional<Price> price(Handle h, long bundleId, String currency) {
    throw new UnsupportedOperationException();
  }

  /** Its prices now, by currency. */
  public List<Price> prices(Handle h, long bundleId) {
    throw new UnsupportedOperationException();
  }

  /** The newest release of each item that has one, in the order of the items. */
  public List<Torrent> torrents(Handle h, long bundleId) {
    throw new UnsupportedOperationException();
  }

  /**
   * The canonical .torrent of a release: no trackers, no web seeds.
   *
   * @throws org.everswarm.tracker.shop.problem.Problem NOT_FOUND if there is none, GONE with the
   *     operator's reason if it is taken down
   */
  public byte[] metainfo(Handle h, InfoHash infoHash) {
    throw new UnsupportedOperationException();
  }
}
