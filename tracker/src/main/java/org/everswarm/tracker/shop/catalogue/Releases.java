package org.everswarm.tracker.shop.catalogue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.protocol.receipt.GateIds;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.jdbi.v3.core.Handle;

/** The torrents of items, see {@link Desk}. */
public final class Releases {

  private static final int RELEASES_MAX = 1000;

  /** What one publisher may store: .torrent files and covers. */
  static final long STORED_BYTES_MAX = 1L << 30;

  private final Desk desk;

  Releases(Desk desk) {
    this.desk = desk;
  }

  /**
   * Takes a .torrent file for an item. In a draft it replaces the one before; afterwards it is a
   * new release, which those who hold a receipt get from now on, and the swarms of the older ones
   * stay. The newest release again changes nothing.
   */
  public Release upload(Actor actor, long bundleId, String itemId, byte[] file) {
    Metainfo metainfo = TorrentCheck.check(file);
    byte[] canonical = metainfo.toBytes();
    Release release =
        desk.database().write(h -> upload(h, actor, bundleId, itemId, metainfo, canonical));
    desk.effects().carryOut();
    return release;
  }

  private Release upload(
      Handle h, Actor actor, long bundleId, String itemId, Metainfo metainfo, byte[] canonical) {
    Bundle bundle = desk.changeable(h, actor, bundleId);
    Item item = Items.find(h, desk, bundleId, itemId);
    TorrentCheck.requireFit(metainfo, item.gate());
    InfoHash hash = metainfo.infoHash();
    List<Release> before = desk.catalogue().releases(h, itemId);
    if (!before.isEmpty() && before.get(0).infoHash().equals(hash)) {
      return before.get(0);
    }
    requireNew(h, hash, before);
    requireUnclaimed(h, hash, item);
    if (bundle.state() == State.DRAFT) {
      h.execute("DELETE FROM torrent WHERE item_id = ?", itemId);
      before = List.of();
    }
    requireRoom(h, actor.publisherId(), canonical.length);
    int number = before.isEmpty() ? 1 : before.get(0).number() + 1;
    if (number > RELEASES_MAX) {
      throw new Problem(
          Kind.CONFLICT, "An item has at most " + RELEASES_MAX + " releases; add another item.");
    }
    insert(h, itemId, number, metainfo, canonical);
    if (bundle.state() != State.DRAFT) {
      publish(h, item, hash);
      track(h, desk, item, hash, metainfo.name());
    }
    JsonObject detail =
        new JsonObject().put("item", itemId).put("release", number).put("infoHash", hash.hex());
    desk.audit(h, actor, "item.release", bundleId, detail);
    return desk.catalogue().releases(h, itemId).get(0);
  }

  /** From now on the torrent is tracked, behind the gate of its item. */
  static void track(Handle h, Desk desk, Item item, InfoHash hash, String name) {
    long opens = GateIds.of(item.bundleId(), item.gate());
    if (!desk.effects().mayTrack(hash, item.gate(), opens)) {
      throw new Problem(
          Kind.CONFLICT,
          "The tracker has the torrent "
              + hash.hex()
              + " already, for somebody else or behind another gate; make it again, with a name"
              + " or piece length of its own.");
    }
    desk.effects().track(h, hash, item.gate(), opens, name);
  }

  private void requireNew(Handle h, InfoHash hash, List<Release> before) {
    for (Release release : before) {
      if (release.infoHash().equals(hash)) {
        throw new Problem(
            Kind.CONFLICT,
            "This was release " + release.number() + " already, and releases do not come again.");
      }
    }
    requireNotTakenDown(h, desk, hash);
  }

  /**
   * What another item has published, or holds in the same bundle, is not taken. What others hold in
   * drafts is no claim: whoever has a torrent could keep its owner from publishing it.
   */
  static void requireUnclaimed(Handle h, InfoHash hash, Item item) {
    boolean elsewhere =
        h.select(
                "SELECT 1 FROM torrent t JOIN item i ON i.id = t.item_id WHERE t.info_hash = ?"
                    + " AND t.item_id <> ? AND (t.published = 1 OR i.bundle_id = ?)",
                hash.hex(),
                item.id(),
                BundleIds.hex(item.bundleId()))
            .mapTo(Integer.class)
            .findFirst()
            .isPresent();
    if (elsewhere) {
      throw new Problem(
          Kind.CONFLICT,
          "The torrent "
              + hash.hex()
              + " belongs to another item; make it again, with a name or piece length of its own.");
    }
  }

  /** From now on it is this item's. */
  static void publish(Handle h, Item item, InfoHash hash) {
    h.execute(
        "UPDATE torrent SET published = 1 WHERE item_id = ? AND info_hash = ?",
        item.id(),
        hash.hex());
  }

  static void requireNotTakenDown(Handle h, Desk desk, InfoHash hash) {
    Optional<String> reason = desk.catalogue().takenDown(h, hash);
    if (reason.isPresent()) {
      throw new Problem(
          Kind.CONFLICT, "The torrent " + hash.hex() + " was taken down (" + reason.get() + ").");
    }
  }

  /** So that nobody fills the disk without asking. */
  static void requireRoom(Handle h, String publisherId, long moreBytes) {
    long stored =
        h.select(
                "SELECT COALESCE(SUM(size), 0) FROM ("
                    + "SELECT t.metainfo_bytes AS size FROM torrent t"
                    + " JOIN item i ON i.id = t.item_id JOIN bundle b ON b.id = i.bundle_id"
                    + " WHERE b.publisher_id = :publisher UNION ALL"
                    + " SELECT c.size_bytes AS size FROM bundle_cover c"
                    + " JOIN bundle b ON b.id = c.bundle_id WHERE b.publisher_id = :publisher) s")
            .bind("publisher", publisherId)
            .mapTo(Long.class)
            .one();
    if (stored + moreBytes > STORED_BYTES_MAX) {
      throw new Problem(
          Kind.CONFLICT,
          "The .torrent files and covers of a publisher have at most 1 GiB together; use longer"
              + " pieces, and delete drafts.");
    }
  }

  private void insert(Handle h, String itemId, int number, Metainfo metainfo, byte[] canonical) {
    long files = metainfo.files().stream().filter(file -> !file.padding()).count();
    h.createUpdate(
            "INSERT INTO torrent (info_hash, item_id, release_number, name, size_bytes, files,"
                + " metainfo, metainfo_bytes, created_at, published) VALUES (:hash, :item, :number,"
                + " :name, :size, :files, :metainfo, :bytes, :now, 0)")
        .bind("hash", metainfo.infoHash().hex())
        .bind("item", itemId)
        .bind("number", number)
        .bind("name", metainfo.name())
        .bind("size", metainfo.totalLength())
        .bind("files", files)
        .bind("metainfo", canonical)
        .bind("bytes", (long) canonical.length)
        .bind("now", desk.now())
        .execute();
  }
}
