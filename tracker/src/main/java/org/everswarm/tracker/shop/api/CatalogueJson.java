package org.everswarm.tracker.shop.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.catalogue.Bundle;
import org.everswarm.tracker.shop.catalogue.Catalogue;
import org.everswarm.tracker.shop.catalogue.Credit;
import org.everswarm.tracker.shop.catalogue.Item;
import org.everswarm.tracker.shop.catalogue.Model;
import org.everswarm.tracker.shop.catalogue.Price;
import org.everswarm.tracker.shop.catalogue.Release;
import org.everswarm.tracker.shop.catalogue.Takedown;
import org.everswarm.tracker.shop.catalogue.Torrent;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The catalogue as the API shows it, and is told it. Thread-safe. */
final class CatalogueJson {

  /** Of a description, in characters; a page of lists has up to 200 of them. */
  private static final int BEGINNING = 500;

  private final Catalogue catalogue;

  CatalogueJson(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** What a publisher sees of a bundle. */
  JsonObject own(Handle h, Bundle bundle) {
    JsonObject json =
        summary(h, bundle)
            .put("state", bundle.state().name())
            .put("createdAt", bundle.createdAt().toString())
            .put("items", items(h, bundle, true));
    catalogue.takenDown(h, bundle.id()).ifPresent(reason -> json.put("takenDown", reason));
    return json;
  }

  /** What everybody sees of a live bundle: of what is behind a gate no info-hash. */
  JsonObject shown(Handle h, Bundle bundle) {
    return summary(h, bundle)
        .put("description", bundle.description())
        .put("items", items(h, bundle, false));
  }

  private JsonObject summary(Handle h, Bundle bundle) {
    return summaries(h, List.of(bundle)).apply(bundle);
  }

  /** Of each of the bundles: without items, and with the beginning of the description only. */
  Function<Bundle, JsonObject> summaries(Handle h, List<Bundle> bundles) {
    Map<String, String> publishers = catalogue.publishers(h, bundles);
    Map<Long, List<Price>> prices = catalogue.prices(h, bundles);
    return bundle ->
        summary(
            bundle,
            publishers.getOrDefault(bundle.publisherId(), ""),
            prices.getOrDefault(bundle.id(), List.of()));
  }

  private static JsonObject summary(Bundle bundle, String publisher, List<Price> prices) {
    JsonObject json =
        new JsonObject()
            .put("bundleId", BundleIds.hex(bundle.id()))
            .put("publisherId", bundle.publisherId())
            .put("publisher", publisher)
            .put("title", bundle.title())
            .put("description", beginning(bundle.description()))
            .put("credits", array(bundle.credits(), CatalogueJson::credit))
            .put("hasCover", bundle.hasCover())
            .put("prices", array(prices, CatalogueJson::price));
    bundle.publishedAt().ifPresent(at -> json.put("publishedAt", at.toString()));
    return json;
  }

  static String beginning(String text) {
    return text.codePointCount(0, text.length()) <= BEGINNING
        ? text
        : text.substring(0, text.offsetByCodePoints(0, BEGINNING)) + "…";
  }

  private JsonArray items(Handle h, Bundle bundle, boolean all) {
    Map<String, Torrent> torrents =
        catalogue.torrents(h, bundle.id()).stream()
            .collect(Collectors.toMap(Torrent::itemId, Function.identity()));
    List<Item> listed =
        catalogue.items(h, bundle.id()).stream()
            .filter(item -> all || torrents.containsKey(item.id()))
            .toList();
    return array(listed, item -> item(item, torrents.get(item.id()), all));
  }

  private static JsonObject item(Item item, @Nullable Torrent torrent, boolean all) {
    JsonObject json = item(item);
    if (torrent != null) {
      JsonObject file =
          new JsonObject()
              .put("release", torrent.release())
              .put("name", torrent.name())
              .put("sizeBytes", torrent.sizeBytes());
      if (all || item.gate() == Gate.FREE) {
        file.put("infoHash", torrent.infoHash().hex());
      }
      json.put("torrent", file);
    }
    return json;
  }

  static JsonObject item(Item item) {
    return new JsonObject()
        .put("itemId", item.id())
        .put("name", item.name())
        .put("gate", item.gate().name())
        .put("position", item.position());
  }

  static JsonObject release(Release release) {
    return new JsonObject()
        .put("itemId", release.itemId())
        .put("release", release.number())
        .put("infoHash", release.infoHash().hex())
        .put("name", release.name())
        .put("sizeBytes", release.sizeBytes())
        .put("files", release.files())
        .put("createdAt", release.createdAt().toString());
  }

  static JsonObject takedown(Takedown takedown) {
    JsonObject json = new JsonObject().put("takedownId", takedown.id());
    takedown.bundleId().map(BundleIds::hex).ifPresent(id -> json.put("bundleId", id));
    takedown.infoHash().map(InfoHash::hex).ifPresent(hash -> json.put("infoHash", hash));
    json.put("reason", takedown.reason()).put("createdAt", takedown.createdAt().toString());
    takedown.liftedAt().ifPresent(at -> json.put("liftedAt", at.toString()));
    return json;
  }

  static JsonObject price(Price price) {
    JsonObject json =
        new JsonObject().put("currency", price.currency()).put("model", price.model().name());
    return switch (price.model()) {
      case FREE -> json;
      case FIXED -> json.put("amountMinor", price.amountMinor());
      case PAY_WHAT_YOU_WANT ->
          json.put("minimumMinor", price.minimumMinor())
              .put("suggestedMinor", price.suggestedMinor());
    };
  }

  static JsonObject prices(List<Price> prices) {
    return new JsonObject().put("prices", array(prices, CatalogueJson::price));
  }

  /** The prices of a request that is as OpenAPI has it. */
  static List<Price> readPrices(JsonObject body) {
    return body.getJsonArray("prices").stream()
        .map(JsonObject.class::cast)
        .map(
            price ->
                new Price(
                    price.getString("currency"),
                    Model.valueOf(price.getString("model")),
                    price.getLong("amountMinor", 0L),
                    price.getLong("minimumMinor", 0L),
                    price.getLong("suggestedMinor", price.getLong("minimumMinor", 0L))))
        .toList();
  }

  /** Empty where the request says nothing of them. */
  static Optional<List<Credit>> readCredits(JsonObject body) {
    return Optional.ofNullable(body.getJsonArray("credits"))
        .map(
            credits ->
                credits.stream()
                    .map(JsonObject.class::cast)
                    .map(credit -> new Credit(credit.getString("role"), credit.getString("name")))
                    .toList());
  }

  private static JsonObject credit(Credit credit) {
    return new JsonObject().put("role", credit.role()).put("name", credit.name());
  }

  private static <T> JsonArray array(Collection<T> values, Function<T, JsonObject> json) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(json.apply(value)));
    return array;
  }
}
