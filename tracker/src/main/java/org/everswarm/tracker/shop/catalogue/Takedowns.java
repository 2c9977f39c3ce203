package org.everswarm.tracker.shop.catalogue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.text.Texts;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What the operator takes down, and gives back. In force on every node within a second of the
 * return. The owners of the publisher whose it is get a letter. See {@link Desk}.
 */
public final class Takedowns {

  private final Desk desk;

  Takedowns(Desk desk) {
    this.desk = desk;
  }

  /** Takes down a bundle, in whatever state, with all torrents that it has published. */
  public Takedown takeBundle(long bundleId, String reason) {
    return carriedOut(
        desk.database()
            .write(
                h -> {
                  Bundle bundle = desk.catalogue().find(h, bundleId).orElseThrow(Catalogue::none);
                  return take(h, bundle.id(), null, reason);
                }));
  }

  /** Takes down one torrent, in the shop or not. */
  public Takedown takeTorrent(InfoHash infoHash, String reason) {
    return carriedOut(desk.database().write(h -> take(h, null, infoHash, reason)));
  }

  /** Takes a takedown back; what another one covers stays down. */
  public Takedown lift(String takedownId) {
    return carriedOut(desk.database().write(h -> lift(h, takedownId)));
  }

  /**
   * Whether it is in force now: not yet, or still, while this node fails to write down what was
   * decided.
   */
  public boolean inForce(Takedown takedown) {
    boolean pending =
        desk.database()
            .read(h -> covered(h, takedown).stream().anyMatch(it -> desk.effects().pending(h, it)));
    return takedown.liftedAt().isPresent() == pending;
  }

  /**
   * All, the latest first.
   *
   * @param beforeMillis goes on after the one that was made then
   * @param beforeId and has this id
   */
  public List<Takedown> list(Handle h, long beforeMillis, String beforeId, int limit) {
    return h.select(
            "SELECT * FROM takedown WHERE (created_at, id) < (?, ?)"
                + " ORDER BY created_at DESC, id DESC LIMIT ?",
            beforeMillis,
            beforeId,
            limit)
        .map((row, context) -> Rows.takedown(row))
        .list();
  }

  private Takedown carriedOut(Takedown decided) {
    desk.effects().carryOut();
    return decided;
  }

  private Takedown take(
      Handle h, @Nullable Long bundleId, @Nullable InfoHash infoHash, String reason) {
    String shown = Texts.reason(reason);
    String id = desk.ids().next("tdn");
    String bundle = bundleId == null ? null : BundleIds.hex(bundleId);
    String hash = infoHash == null ? null : infoHash.hex();
    boolean down =
        h.createQuery(
                "SELECT 1 FROM takedown WHERE lifted_at IS NULL"
                    + " AND (bundle_id = :bundle OR info_hash = :hash)")
            .bind("bundle", bundle)
            .bind("hash", hash)
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (down) {
      throw new Problem(Kind.CONFLICT, "This is taken down already; lift that first.");
    }
    h.createUpdate(
            "INSERT INTO takedown (id, bundle_id, info_hash, reason, created_at)"
                + " VALUES (:id, :bundle, :hash, :reason, :now)")
        .bind("id", id)
        .bind("bundle", bundle)
        .bind("hash", hash)
        .bind("reason", shown)
        .bind("now", desk.now())
        .execute();
    Takedown taken = find(h, id);
    covered(h, taken).forEach(torrent -> desk.effects().deny(h, torrent, shown));
    tell(h, "takedown", taken);
    return taken;
  }

  private Takedown lift(Handle h, String takedownId) {
    if (find(h, takedownId).liftedAt().isPresent()) {
      throw new Problem(Kind.CONFLICT, "This takedown was lifted already.");
    }
    h.execute("UPDATE takedown SET lifted_at = ? WHERE id = ?", desk.now(), takedownId);
    Takedown lifted = find(h, takedownId);
    for (InfoHash torrent : covered(h, lifted)) {
      Optional<String> other = desk.catalogue().takenDown(h, torrent);
      other.ifPresentOrElse(
          reason -> desk.effects().deny(h, torrent, reason),
          () -> desk.effects().allow(h, torrent));
    }
    tell(h, "takedown.lift", lifted);
    return lifted;
  }

  private static Takedown find(Handle h, String takedownId) {
    return h.select("SELECT * FROM takedown WHERE id = ?", takedownId)
        .map((row, context) -> Rows.takedown(row))
        .findOne()
        .orElseThrow(() -> new Problem(Kind.NOT_FOUND, "There is no such takedown."));
  }

  private List<InfoHash> covered(Handle h, Takedown takedown) {
    return takedown
        .bundleId()
        .map(bundle -> desk.catalogue().everyTorrent(h, bundle))
        .orElseGet(() -> takedown.infoHash().map(List::of).orElse(List.of()));
  }

  /** The publisher whose it is, if it is one's: in its audit log, and by a letter. */
  private void tell(Handle h, String action, Takedown takedown) {
    JsonObject detail =
        new JsonObject().put("takedown", takedown.id()).put("reason", takedown.reason());
    takedown.infoHash().ifPresent(hash -> detail.put("infoHash", hash.hex()));
    Optional<Bundle> bundle =
        takedown
            .bundleId()
            .flatMap(id -> desk.catalogue().find(h, id))
            .or(() -> takedown.infoHash().flatMap(it -> desk.catalogue().publishing(h, it)));
    String subject =
        bundle
            .map(it -> it.publisherId() + "/" + BundleIds.hex(it.id()))
            .orElseGet(() -> takedown.infoHash().map(InfoHash::hex).orElse(""));
    desk.audit().record(h, Actor.OPERATOR, action, subject, detail);
    bundle.ifPresent(it -> write(h, it, takedown));
  }

  private void write(Handle h, Bundle bundle, Takedown takedown) {
    String what =
        takedown.infoHash().map(hash -> "the torrent " + hash.hex() + " of ").orElse("")
            + '"'
            + bundle.title()
            + '"';
    String from = "bundle " + BundleIds.hex(bundle.id()) + ", takedown " + takedown.id() + "\n";
    if (takedown.liftedAt().isPresent()) {
      desk.write(
          h,
          bundle.publisherId(),
          "No longer taken down: " + bundle.title(),
          """
          The operator lifted the takedown of %s. Its reason had been:

            %s

          What another takedown covers stays down.

          """
                  .formatted(what, takedown.reason())
              + from);
    } else {
      desk.write(
          h,
          bundle.publisherId(),
          "Taken down: " + bundle.title(),
          """
          The operator took down %s. The reason, which buyers are shown too:

            %s

          Nobody gets it from trackers or from the shop until the operator lifts that.

          """
                  .formatted(what, takedown.reason())
              + from);
    }
  }
}
