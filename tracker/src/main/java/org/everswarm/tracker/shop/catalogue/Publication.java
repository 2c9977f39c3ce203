package org.everswarm.tracker.shop.catalogue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.jdbi.v3.core.Handle;

/** From draft to live, paused, live again, and ended; see {@link Desk}. */
public final class Publication {

  /** What a publisher must say, in these words, to publish. */
  public static final String ATTESTATION =
      "I hold the rights to everything in this bundle and in its later releases, or act for who"
          + " holds them, and may distribute it over BitTorrent.";

  private final Desk desk;

  Publication(Desk desk) {
    this.desk = desk;
  }

  /**
   * Puts a draft up for sale, and its torrents on the tracker.
   *
   * @param attestation {@link #ATTESTATION}, which is recorded with who said it and when
   */
  public Bundle publish(Actor actor, long bundleId, String attestation) {
    if (!attestation.equals(ATTESTATION)) {
      throw new Problem(
          Kind.INVALID, "Send as attestation, if it is so, these words: " + ATTESTATION);
    }
    Bundle live =
        desk.database()
            .write(
                h -> {
                  require(desk.changeable(h, actor, bundleId), Set.of(State.DRAFT), "published");
                  putUp(h, bundleId);
                  attest(h, actor, bundleId);
                  return move(h, actor, bundleId, State.LIVE, "bundle.publish");
                });
    desk.effects().carryOut();
    return live;
  }

  private void putUp(Handle h, long bundleId) {
    List<Item> items = desk.catalogue().items(h, bundleId);
    Map<String, Torrent> torrents =
        desk.catalogue().torrents(h, bundleId).stream()
            .collect(Collectors.toMap(Torrent::itemId, Function.identity()));
    requireComplete(h, bundleId, items, torrents.keySet());
    for (Item item : items) {
      Torrent torrent = torrents.get(item.id());
      if (torrent != null) {
        Releases.requireNotTakenDown(h, desk, torrent.infoHash());
        Releases.requireUnclaimed(h, torrent.infoHash(), item);
        Releases.publish(h, item, torrent.infoHash());
        Releases.track(h, desk, item, torrent.infoHash(), torrent.name());
      }
    }
    h.execute(
        "UPDATE bundle SET published_at = ?, state = 'LIVE' WHERE id = ?",
        desk.now(),
        BundleIds.hex(bundleId));
  }

  private void requireComplete(Handle h, long bundleId, List<Item> items, Set<String> uploaded) {
    if (items.isEmpty()) {
      throw new Problem(Kind.CONFLICT, "Add an item to the bundle first.");
    }
    for (Item item : items) {
      if (!uploaded.contains(item.id())) {
        throw new Problem(
            Kind.CONFLICT, "Upload a torrent for the item " + item.id() + " first, or remove it.");
      }
    }
    boolean paid = items.stream().anyMatch(item -> item.gate() == Gate.PAID);
    if (paid && desk.catalogue().prices(h, bundleId).isEmpty()) {
      throw new Problem(Kind.CONFLICT, "Set a price first: the bundle has a PAID item.");
    }
  }

  private void attest(Handle h, Actor actor, long bundleId) {
    h.execute(
        "INSERT INTO attestation (bundle_id, account_id, wording, attested_at)"
            + " VALUES (?, ?, ?, ?)",
        BundleIds.hex(bundleId),
        actor.accountId(),
        ATTESTATION,
        desk.now());
  }

  /** Takes it off sale for a time; who has it keeps it. */
  public Bundle pause(Actor actor, long bundleId) {
    return move(actor, bundleId, Set.of(State.LIVE), State.PAUSED, "paused");
  }

  /** Puts it up for sale again. */
  public Bundle resume(Actor actor, long bundleId) {
    return move(actor, bundleId, Set.of(State.PAUSED), State.LIVE, "resumed");
  }

  /** Takes it off sale for ever; who has it keeps it. */
  public Bundle end(Actor actor, long bundleId) {
    return move(actor, bundleId, Set.of(State.LIVE, State.PAUSED), State.ENDED, "ended");
  }

  private Bundle move(Actor actor, long bundleId, Set<State> from, State to, String how) {
    return desk.database()
        .write(
            h -> {
              require(desk.own(h, actor, bundleId), from, how);
              return move(h, actor, bundleId, to, "bundle." + how);
            });
  }

  private Bundle move(Handle h, Actor actor, long bundleId, State to, String action) {
    h.execute("UPDATE bundle SET state = ? WHERE id = ?", to.name(), BundleIds.hex(bundleId));
    desk.audit(h, actor, action, bundleId, new JsonObject().put("state", to.name()));
    return desk.own(h, actor, bundleId);
  }

  private static void require(Bundle bundle, Set<State> from, String how) {
    if (!from.contains(bundle.state())) {
      String may = from.stream().map(State::name).sorted().collect(Collectors.joining(" or "));
      throw new Problem(
          Kind.CONFLICT,
          "The bundle is " + bundle.state() + "; only one that is " + may + " can be " + how + ".");
    }
  }
}
