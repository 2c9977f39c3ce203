package org.everswarm.tracker.shop.api;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.accounts.Role;
import org.everswarm.tracker.shop.accounts.Sessions;
import org.everswarm.tracker.shop.catalogue.Bundle;
import org.everswarm.tracker.shop.catalogue.Bundles;
import org.everswarm.tracker.shop.catalogue.Desk;
import org.everswarm.tracker.shop.catalogue.Item;
import org.everswarm.tracker.shop.catalogue.Items;
import org.everswarm.tracker.shop.store.Database;

/** What publishers do with their bundles. */
public final class CatalogueApi {

  private final Database database;
  private final Desk desk;
  private final Sessions sessions;
  private final CatalogueJson json;

  public CatalogueApi(Database database, Desk desk, Sessions sessions) {
    this.database = database;
    this.desk = desk;
    this.sessions = sessions;
    json = new CatalogueJson(desk.catalogue());
  }

  /** By operationId. */
  public Map<String, Operation> operations() {
    Map<String, Operation> all = new HashMap<>();
    all.put("listOwnBundles", this::list);
    all.put("createBundle", this::create);
    all.put("getOwnBundle", this::get);
    all.put("changeBundle", this::change);
    all.put("deleteBundle", this::delete);
    all.put("putCover", this::putCover);
    all.put("deleteCover", this::deleteCover);
    all.put("putPrices", this::putPrices);
    all.put("addItem", this::addItem);
    all.put("changeItem", this::changeItem);
    all.put("deleteItem", this::deleteItem);
    all.put("putTorrent", this::putTorrent);
    all.put("publishBundle", this::publish);
    all.put("pauseBundle", call -> shown(desk.publication().pause(editor(call), bundle(call))));
    all.put("resumeBundle", call -> shown(desk.publication().resume(editor(call), bundle(call))));
    all.put("endBundle", call -> shown(desk.publication().end(editor(call), bundle(call))));
    return Map.copyOf(all);
  }

  private Actor editor(Call call) {
    return sessions.member(call.bearer(), call.path("publisherId"), Role.EDITOR);
  }

  private Actor viewer(Call call) {
    return sessions.member(call.bearer(), call.path("publisherId"), Role.VIEWER);
  }

  static long bundle(Call call) {
    return BundleIds.parse(call.path("bundleId")).orElseThrow();
  }

  private static String item(Call call) {
    return call.path("itemId");
  }

  private Reply list(Call call) {
    Actor actor = viewer(call);
    CreatedAt after = CreatedAt.of(call);
    return database.read(
        h -> {
          List<Bundle> found =
              desk.bundles()
                  .list(h, actor.publisherId(), after.millis(), after.id(), Cursor.limit(call) + 1);
          return Reply.ok(
              Cursor.page(
                  call,
                  found,
                  bundle -> json.own(h, bundle),
                  bundle -> CreatedAt.keys(bundle.createdAt(), BundleIds.hex(bundle.id()))));
        });
  }

  private Reply create(Call call) {
    Actor actor = editor(call);
    JsonObject body = call.json();
    Bundle made =
        desk.bundles()
            .create(
                actor,
                body.getString("title"),
                body.getString("description", ""),
                CatalogueJson.readCredits(body).orElse(List.of()));
    return Reply.created(own(made));
  }

  private JsonObject own(Bundle bundle) {
    return database.read(h -> json.own(h, bundle));
  }

  private Reply shown(Bundle bundle) {
    return Reply.ok(own(bundle));
  }

  private Reply get(Call call) {
    Actor actor = viewer(call);
    long id = bundle(call);
    return database.read(h -> Reply.ok(json.own(h, desk.bundles().get(h, actor, id))));
  }

  private Reply change(Call call) {
    JsonObject body = call.json();
    Bundles.Change change =
        new Bundles.Change(
            Optional.ofNullable(body.getString("title")),
            Optional.ofNullable(body.getString("description")),
            CatalogueJson.readCredits(body));
    return shown(desk.bundles().change(editor(call), bundle(call), change));
  }

  private Reply delete(Call call) {
    desk.bundles().delete(editor(call), bundle(call));
    return Reply.empty();
  }

  private Reply putCover(Call call) {
    desk.covers().put(editor(call), bundle(call), call.body().getBytes());
    return Reply.empty();
  }

  private Reply deleteCover(Call call) {
    desk.covers().remove(editor(call), bundle(call));
    return Reply.empty();
  }

  private Reply putPrices(Call call) {
    return Reply.ok(
        CatalogueJson.prices(
            desk.bundles()
                .setPrices(editor(call), bundle(call), CatalogueJson.readPrices(call.json()))));
  }

  private Reply addItem(Call call) {
    JsonObject body = call.json();
    Gate gate = Gate.valueOf(body.getString("gate"));
    Item added = desk.items().add(editor(call), bundle(call), body.getString("name"), gate);
    return Reply.created(CatalogueJson.item(added));
  }

  private Reply changeItem(Call call) {
    JsonObject body = call.json();
    Items.Change change =
        new Items.Change(
            Optional.ofNullable(body.getString("name")),
            Optional.ofNullable(body.getString("gate")).map(Gate::valueOf),
            Optional.ofNullable(body.getInteger("position")));
    return Reply.ok(
        CatalogueJson.item(desk.items().change(editor(call), bundle(call), item(call), change)));
  }

  private Reply deleteItem(Call call) {
    desk.items().remove(editor(call), bundle(call), item(call));
    return Reply.empty();
  }

  private Reply putTorrent(Call call) {
    return Reply.ok(
        CatalogueJson.release(
            desk.releases()
                .upload(editor(call), bundle(call), item(call), call.body().getBytes())));
  }

  private Reply publish(Call call) {
    String attestation = call.json().getString("attestation");
    return shown(desk.publication().publish(editor(call), bundle(call), attestation));
  }
}
