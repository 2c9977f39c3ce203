package org.everswarm.tracker.shop.catalogue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.jdbi.v3.core.Handle;

/** Reads what there is, in the caller's transaction. Thread-safe; blocks. */
public final class Catalogue {

  private static final String NEWEST =
      "SELECT t.info_hash, t.item_id, t.release_number, t.name, t.size_bytes"
          + " FROM torrent t JOIN item i ON i.id = t.item_id"
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

  /**
   * Why an operator took a torrent down, it or the whole bundle that it was published in; empty if
   * none did.
   */
  public Optional<String> takenDown(Handle h, InfoHash infoHash) {
    return h.select(
            "SELECT reason FROM takedown WHERE info_hash = :hash AND lifted_at IS NULL"
                + " UNION ALL SELECT d.reason FROM takedown d"
                + " JOIN item i ON i.bundle_id = d.bundle_id JOIN torrent t ON t.item_id = i.id"
                + " WHERE t.info_hash = :hash AND t.published = 1 AND d.lifted_at IS NULL")
        .bind("hash", infoHash.hex())
        .mapTo(String.class)
        .findFirst();
  }

  /** The names of the bundles' publishers by id. */
  public Map<String, String> publishers(Handle h, List<Bundle> bundles) {
    Map<String, String> names = new HashMap<>();
    if (!bundles.isEmpty()) {
      h.createQuery("SELECT id, name FROM publisher WHERE id IN (<ids>)")
          .bindList("ids", bundles.stream().map(Bundle::publisherId).distinct().toList())
          .map((row, context) -> Map.entry(row.getString("id"), row.getString("name")))
          .forEach(found -> names.put(found.getKey(), found.getValue()));
    }
    return names;
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

  /** The prices now of each of the bundles that has any, by currency. */
  public Map<Long, List<Price>> prices(Handle h, List<Bundle> bundles) {
    Map<Long, List<Price>> prices = new HashMap<>();
    if (!bundles.isEmpty()) {
      h.createQuery("SELECT * FROM price WHERE bundle_id IN (<ids>) ORDER BY currency")
          .bindList("ids", bundles.stream().map(bundle -> BundleIds.hex(bundle.id())).toList())
          .map((row, context) -> Map.entry(row.getString("bundle_id"), Rows.price(row)))
          .forEach(
              found ->
                  prices
                      .computeIfAbsent(
                          BundleIds.parse(found.getKey()).orElseThrow(), id -> new ArrayList<>())
                      .add(found.getValue()));
    }
    return prices;
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
    return h.select(
            "SELECT info_hash, item_id, release_number, name, size_bytes, files, created_at"
                + " FROM torrent WHERE item_id = ? ORDER BY release_number DESC",
            itemId)
        .map((row, context) -> Rows.release(row))
        .list();
  }

  /** All torrents that a bundle ever published, old releases too. */
  List<InfoHash> everyTorrent(Handle h, long bundleId) {
    return h.select(
            "SELECT t.info_hash FROM torrent t JOIN item i ON i.id = t.item_id"
                + " WHERE i.bundle_id = ? AND t.published = 1 ORDER BY t.info_hash",
            BundleIds.hex(bundleId))
        .map((row, context) -> Rows.hash(row.getString("info_hash")))
        .list();
  }

  /** The bundle that published a torrent; empty if none did. */
  Optional<Bundle> publishing(Handle h, InfoHash infoHash) {
    return h.select(
            Rows.BUNDLE
                + "JOIN item i ON i.bundle_id = b.id JOIN torrent t ON t.item_id = i.id"
                + " WHERE t.info_hash = ? AND t.published = 1",
            infoHash.hex())
        .map((row, context) -> Rows.bundle(row))
        .findOne();
  }

  /**
   * The canonical .torrent of an item's release: no trackers, no web seeds.
   *
   * @throws Problem NOT_FOUND if there is none, GONE with the operator's reason if it is taken down
   */
  public Metainfo metainfo(Handle h, String itemId, InfoHash infoHash) {
    byte[] metainfo =
        h.select(
                "SELECT metainfo FROM torrent WHERE item_id = ? AND info_hash = ?",
                itemId,
                infoHash.hex())
            .mapTo(byte[].class)
            .findOne()
            .orElseThrow(() -> new Problem(Kind.NOT_FOUND, "There is no such torrent."));
    takenDown(h, infoHash).ifPresent(Catalogue::gone);
    return TorrentCheck.stored(metainfo);
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
