package org.everswarm.tracker.shop.catalogue;

import java.util.List;
import java.util.Optional;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.jdbi.v3.core.Handle;

/** Reads what there is, in the caller's transaction. Thread-safe; blocks. */
public final class Catalogue {

  private static final String NEWEST =
      "SELECT t.* FROM torrent t JOIN item i ON i.id = t.item_id"
          + " WHERE i.bundle_id = ? AND t.release_number ="
          + " (SELECT MAX(n.release_number) FROM torrent n WHERE n.item_id = t.item_id)"
          + " ORDER BY i.position, i.id";

  /** A bundle in whatever state. */
  public Optional<Bundle> find(Handle h, long bundleId) {
    return h.select(Rows.BUNDLE + "WHERE b.id = ?", BundleIds.hex(bundleId))
        .map((row, context) -> Rows.bundle(row))
        .findOne();
  }

  /** A bundle that is for sale: live, and not taken down. */
  public Optional<Bundle> live(Handle h, long bundleId) {
    return find(h, bundleId)
        .filter(bundle -> bundle.state() == State.LIVE && takenDown(h, bundleId).isEmpty());
  }

  /** Why an operator took a bundle down; empty if none did, or it was lifted. */
  public Optional<String> takenDown(Handle h, long bundleId) {
    return h.select(
            "SELECT reason FROM takedown WHERE bundle_id = ? AND lifted_at IS NULL",
            BundleIds.hex(bundleId))
        .mapTo(String.class)
        .findOne();
  }

  /** Why an operator took a torrent down, it or its whole bundle; empty if none did. */
  public Optional<String> takenDown(Handle h, InfoHash infoHash) {
    return h.select(
            "SELECT reason FROM takedown WHERE info_hash = :hash AND lifted_at IS NULL"
                + " UNION ALL SELECT d.reason FROM takedown d"
                + " JOIN item i ON i.bundle_id = d.bundle_id JOIN torrent t ON t.item_id = i.id"
                + " WHERE t.info_hash = :hash AND d.lifted_at IS NULL")
        .bind("hash", infoHash.hex())
        .mapTo(String.class)
        .findFirst();
  }

  /** The name of a bundle's publisher. */
  public String publisher(Handle h, Bundle bundle) {
    return h.select("SELECT name FROM publisher WHERE id = ?", bundle.publisherId())
        .mapTo(String.class)
        .one();
  }

  /** Its items in their order; empty if there is no such bundle. */
  public List<Item> items(Handle h, long bundleId) {
    return h.select(
            "SELECT * FROM item WHERE bundle_id = ? ORDER BY position, id", BundleIds.hex(bundleId))
        .map((row, context) -> Rows.item(row))
        .list();
  }

  /** Its price now in a currency, lower-case ISO 4217. */
  public Optional<Price> price(Handle h, long bundleId, String currency) {
    return h.select(
            "SELECT * FROM price WHERE bundle_id = ? AND currency = ?",
            BundleIds.hex(bundleId),
            currency)
        .map((row, context) -> Rows.price(row))
        .findOne();
  }

  /** Its prices now, by currency. */
  public List<Price> prices(Handle h, long bundleId) {
    return h.select(
            "SELECT * FROM price WHERE bundle_id = ? ORDER BY currency", BundleIds.hex(bundleId))
        .map((row, context) -> Rows.price(row))
        .list();
  }

  /** The newest release of each item that has one, in the order of the items. */
  public List<Torrent> torrents(Handle h, long bundleId) {
    return h.select(NEWEST, BundleIds.hex(bundleId))
        .map((row, context) -> Rows.torrent(row))
        .list();
  }

  /** All releases of an item, the newest first. */
  public List<Release> releases(Handle h, String itemId) {
    return h.select("SELECT * FROM torrent WHERE item_id = ? ORDER BY release_number DESC", itemId)
        .map((row, context) -> Rows.release(row))
        .list();
  }

  /** All torrents that a bundle ever had, old releases too. */
  List<InfoHash> everyTorrent(Handle h, long bundleId) {
    return h.select(
            "SELECT t.info_hash FROM torrent t JOIN item i ON i.id = t.item_id"
                + " WHERE i.bundle_id = ? ORDER BY t.info_hash",
            BundleIds.hex(bundleId))
        .map((row, context) -> Rows.hash(row.getString("info_hash")))
        .list();
  }

  /**
   * The canonical .torrent of a release: no trackers, no web seeds.
   *
   * @throws Problem NOT_FOUND if there is none, GONE with the operator's reason if it is taken down
   */
  public byte[] metainfo(Handle h, InfoHash infoHash) {
    byte[] metainfo =
        h.select("SELECT metainfo FROM torrent WHERE info_hash = ?", infoHash.hex())
            .mapTo(byte[].class)
            .findOne()
            .orElseThrow(() -> new Problem(Kind.NOT_FOUND, "There is no such torrent."));
    takenDown(h, infoHash).ifPresent(Catalogue::gone);
    return metainfo;
  }

  private static void gone(String reason) {
    throw new Problem(Kind.GONE, "This torrent was taken down (" + reason + ").");
  }

  /** A live bundle for everybody to see; a Problem says why there is none. */
  public Bundle shown(Handle h, long bundleId) {
    Bundle bundle =
        find(h, bundleId)
            .filter(found -> found.state() != State.DRAFT)
            .orElseThrow(Catalogue::none);
    takenDown(h, bundleId)
        .ifPresent(
            reason -> {
              throw new Problem(Kind.GONE, "This bundle was taken down (" + reason + ").");
            });
    if (bundle.state() != State.LIVE) {
      throw new Problem(Kind.GONE, "This bundle is not for sale now.");
    }
    return bundle;
  }

  static Problem none() {
    return new Problem(Kind.NOT_FOUND, "There is no such bundle.");
  }
}
