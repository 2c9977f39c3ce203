package org.everswarm.node;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.everswarm.protocol.receipt.BundleIds;

/** One bundle at a shop, from draft to live. Blocks; not thread-safe. */
final class ShopDesk {

  private final PublishPlan plan;
  private final String path;
  private final String bundle;

  private ShopDesk(PublishPlan plan, String path, String bundle) {
    this.plan = plan;
    this.path = path;
    this.bundle = bundle;
  }

  /** A torrent that carries the publisher's own receipt. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  record OwnTorrent(String name, byte[] content) {}

  /** What lets the publisher in, as a buyer would be. */
  record OwnReceipt(String number, List<OwnTorrent> torrents) {}

  /**
   * Begins a draft with its prices: what the shop does not take, it refuses before hours of
   * hashing, and nothing stays behind.
   */
  static ShopDesk open(PublishPlan plan) throws IOException, InterruptedException {
    ShopClient shop = plan.shop();
    Optional<byte[]> cover =
        plan.cover().isPresent() ? Optional.of(read(plan.cover().get())) : Optional.empty();
    String bundles = "/publishers/" + publisher(plan) + "/bundles";
    JsonObject draft =
        new JsonObject().put("title", plan.title()).put("description", plan.description());
    String id = shop.post(bundles, draft).getString("bundleId", "");
    ShopDesk desk = new ShopDesk(plan, bundles + "/" + id, id);
    try {
      shop.put(desk.path + "/prices", ShopClient.JSON, plan.prices().toBuffer().getBytes());
      if (cover.isPresent()) {
        shop.put(desk.path + "/cover", coverType(plan.cover().get()), cover.get());
      }
    } catch (CommandException refused) {
      desk.discard(refused);
      throw refused;
    }
    return desk;
  }

  private void discard(CommandException reason) throws InterruptedException {
    try {
      plan.shop().delete(path);
    } catch (CommandException stays) {
      reason.addSuppressed(stays);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw new ConfigException("--cover: " + file + " cannot be read.", unreadable);
    }
  }

  private static String coverType(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".png")) {
      return "image/png";
    }
    return name.endsWith(".webp") ? "image/webp" : "image/jpeg";
  }

  private static String publisher(PublishPlan plan) throws InterruptedException {
    if (plan.publisher().isPresent()) {
      return plan.publisher().get();
    }
    JsonArray found = plan.shop().get("/publishers").getJsonArray("items", new JsonArray());
    if (found.size() != 1) {
      throw new CommandException(
          "The token is for " + found.size() + " publishers; say which with --publisher.");
    }
    return found.getJsonObject(0).getString("publisherId");
  }

  long bundleId() {
    return BundleIds.parse(bundle)
        .orElseThrow(() -> new CommandException("The shop gives a bundle without an id."));
  }

  /** Adds an item with its torrent. */
  void add(PublishParts.Part part, byte[] torrent) throws InterruptedException {
    JsonObject item =
        plan.shop()
            .post(
                path + "/items",
                new JsonObject().put("name", part.name()).put("gate", part.gate().name()));
    plan.shop()
        .put(
            path + "/items/" + item.getString("itemId") + "/torrent",
            "application/x-bittorrent",
            torrent);
  }

  /**
   * Goes live.
   *
   * @param attestation empty to leave it a draft
   */
  void finish(String attestation) throws InterruptedException {
    if (!attestation.isEmpty()) {
      plan.shop().post(path + "/publish", new JsonObject().put("attestation", attestation));
    }
  }

  /** Where everybody sees it. */
  String page() {
    return plan.shop().site() + "/bundles/" + bundle;
  }

  /** The publisher's own receipt, and the torrents that it opens. */
  OwnReceipt ownReceipt() throws InterruptedException {
    JsonObject opening = plan.shop().post(path + "/owner-receipt", new JsonObject());
    String number = opening.getString("number");
    ShopClient holder = plan.shop().as(opening.getString("claim"));
    JsonArray items = holder.get("/receipts/" + number).getJsonArray("items", new JsonArray());
    List<OwnTorrent> torrents = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      JsonObject item = items.getJsonObject(i);
      if (item.getBoolean("opened", false) && item.getJsonObject("torrent") != null) {
        byte[] file =
            holder.file("/receipts/" + number + "/items/" + item.getString("id") + "/torrent");
        torrents.add(new OwnTorrent(item.getJsonObject("torrent").getString("name"), file));
      }
    }
    return new OwnReceipt(number, torrents);
  }
}
