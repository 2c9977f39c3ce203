package org.everswarm.tracker.shop.catalogue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.text.Texts;
import org.jdbi.v3.core.Handle;

/** What is in a bundle, see {@link Desk}. */
public final class Items {

  static final int ITEMS_MAX = 200;

  private final Desk desk;

  Items(Desk desk) {
    this.desk = desk;
  }

  /** What an item is to be from now on; what is empty stays. */
  public record Change(Optional<String> name, Optional<Gate> gate, Optional<Integer> position) {}

  /** A new item after all others; in a bundle that was published, too: buyers get more. */
  public Item add(Actor actor, long bundleId, String name, Gate gate) {
    String line = Texts.line("name", name);
    String id = desk.ids().next("itm");
    return desk.database()
        .write(
            h -> {
              Bundle bundle = desk.changeable(h, actor, bundleId);
              Bundles.requireNotEnded(bundle);
              requirePrice(h, bundle, gate);
              List<Item> items = desk.catalogue().items(h, bundleId);
              if (items.size() >= ITEMS_MAX) {
                throw new Problem(Kind.CONFLICT, "A bundle has at most " + ITEMS_MAX + " items.");
              }
              int position = items.stream().mapToInt(Item::position).max().orElse(-1) + 1;
              h.execute(
                  "INSERT INTO item (id, bundle_id, name, gate, position) VALUES (?, ?, ?, ?, ?)",
                  id,
                  BundleIds.hex(bundleId),
                  line,
                  gate.name(),
                  position);
              audit(h, actor, "item.add", bundleId, id, gate);
              return new Item(id, bundleId, line, gate, position);
            });
  }

  /** One is paid for by those who come later, so there must be a price for them. */
  private void requirePrice(Handle h, Bundle bundle, Gate gate) {
    boolean missing =
        gate == Gate.PAID
            && bundle.state() != State.DRAFT
            && desk.catalogue().prices(h, bundle.id()).isEmpty();
    if (missing) {
      throw new Problem(Kind.CONFLICT, "Set a price before the bundle gets a PAID item.");
    }
  }

  /** Changes an item; its gate only in a draft, for people hold receipts for it afterwards. */
  public Item change(Actor actor, long bundleId, String itemId, Change change) {
    Optional<String> name = change.name().map(text -> Texts.line("name", text));
    return desk.database()
        .write(
            h -> {
              Bundle bundle = desk.changeable(h, actor, bundleId);
              Bundles.requireNotEnded(bundle);
              Item item = find(h, desk, bundleId, itemId);
              Gate gate = change.gate().orElse(item.gate());
              if (gate != item.gate()) {
                requireRegated(h, bundle, item, gate);
              }
              h.execute(
                  "UPDATE item SET name = ?, gate = ?, position = ? WHERE id = ?",
                  name.orElse(item.name()),
                  gate.name(),
                  change.position().orElse(item.position()),
                  itemId);
              audit(h, actor, "item.change", bundleId, itemId, gate);
              return find(h, desk, bundleId, itemId);
            });
  }

  private void requireRegated(Handle h, Bundle bundle, Item item, Gate gate) {
    if (bundle.state() != State.DRAFT) {
      throw new Problem(
          Kind.CONFLICT, "The gate of an item cannot be changed any more; add another item.");
    }
    for (Torrent torrent : desk.catalogue().torrents(h, bundle.id())) {
      if (torrent.itemId().equals(item.id())) {
        TorrentCheck.requireFit(desk.catalogue().metainfo(h, item.id(), torrent.infoHash()), gate);
      }
    }
  }

  /** Takes an item out of a draft. */
  public void remove(Actor actor, long bundleId, String itemId) {
    desk.database()
        .update(
            h -> {
              Bundle bundle = desk.changeable(h, actor, bundleId);
              Item item = find(h, desk, bundleId, itemId);
              if (bundle.state() != State.DRAFT) {
                throw new Problem(
                    Kind.CONFLICT, "Buyers hold this item; it can be removed from a draft only.");
              }
              h.execute("DELETE FROM item WHERE id = ?", itemId);
              audit(h, actor, "item.remove", bundleId, itemId, item.gate());
            });
  }

  static Item find(Handle h, Desk desk, long bundleId, String itemId) {
    return desk.catalogue().items(h, bundleId).stream()
        .filter(item -> item.id().equals(itemId))
        .findFirst()
        .orElseThrow(() -> new Problem(Kind.NOT_FOUND, "There is no such item in this bundle."));
  }

  private void audit(
      Handle h, Actor actor, String action, long bundleId, String itemId, Gate gate) {
    JsonObject detail = new JsonObject().put("item", itemId).put("gate", gate.name());
    desk.audit(h, actor, action, bundleId, detail);
  }
}
