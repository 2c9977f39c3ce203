package org.everswarm.tracker.shop.api;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.catalogue.Bundle;
import org.everswarm.tracker.shop.catalogue.Covers;
import org.everswarm.tracker.shop.catalogue.Desk;
import org.everswarm.tracker.shop.catalogue.OpenTorrents;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Database;

/** What everybody sees: bundles that are for sale, and what is free of them. */
public final class ShopFrontApi {

  private static final int OK = 200;

  private final Database database;
  private final Desk desk;
  private final OpenTorrents torrents;
  private final CatalogueJson json;

  public ShopFrontApi(Database database, Desk desk, OpenTorrents torrents) {
    this.database = database;
    this.desk = desk;
    this.torrents = torrents;
    json = new CatalogueJson(desk.catalogue());
  }

  /** By operationId. */
  public Map<String, Operation> operations() {
    return Map.of(
        "listBundles", this::list,
        "getBundle", this::get,
        "getCover", this::cover,
        "getFreeTorrent", this::torrent);
  }

  private Reply list(Call call) {
    CreatedAt after = CreatedAt.of(call);
    return database.read(
        h -> {
          List<Bundle> found =
              desk.bundles().live(h, after.millis(), after.id(), Cursor.limit(call) + 1);
          return Reply.ok(
              Cursor.page(
                  call,
                  found,
                  json.summaries(h, found),
                  bundle ->
                      CreatedAt.keys(
                          bundle.publishedAt().orElseThrow(), BundleIds.hex(bundle.id()))));
        });
  }

  private Reply get(Call call) {
    long id = CatalogueApi.bundle(call);
    return database.read(h -> Reply.ok(json.shown(h, desk.catalogue().shown(h, id))));
  }

  private Reply cover(Call call) {
    long id = CatalogueApi.bundle(call);
    Covers.Cover cover =
        database.read(
            h ->
                desk.covers()
                    .find(h, desk.catalogue().shown(h, id).id())
                    .orElseThrow(() -> new Problem(Kind.NOT_FOUND, "This bundle has no cover.")));
    // It is a stranger's file: nothing in it may run.
    Map<String, String> headers =
        Map.of(
            "X-Content-Type-Options",
            "nosniff",
            "Content-Security-Policy",
            "default-src 'none'; sandbox");
    return new Reply(OK, cover.contentType(), headers, Buffer.buffer(cover.content()));
  }

  private Reply torrent(Call call) {
    long id = CatalogueApi.bundle(call);
    OpenTorrents.File file = database.read(h -> torrents.of(h, id, call.path("itemId")));
    return Reply.file("application/x-bittorrent", file.name(), file.content());
  }
}
