package org.everswarm.tracker.shop.catalogue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.BundleIds;

/** Rows of the database as values. */
final class Rows {

  /** What {@link #bundle} needs of a bundle {@code b}. */
  static final String BUNDLE =
      "SELECT b.*, EXISTS (SELECT 1 FROM bundle_cover c WHERE c.bundle_id = b.id) AS has_cover"
          + " FROM bundle b ";

  private Rows() {}

  static Bundle bundle(ResultSet row) throws SQLException {
    long published = row.getLong("published_at");
    return new Bundle(
        bundleId(row.getString("id")),
        row.getString("publisher_id"),
        row.getString("title"),
        row.getString("description"),
        credits(row.getString("credits")),
        row.getBoolean("has_cover"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        published == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(published)),
        State.valueOf(row.getString("state")));
  }

  static Item item(ResultSet row) throws SQLException {
    return new Item(
        row.getString("id"),
        bundleId(row.getString("bundle_id")),
        row.getString("name"),
        Gate.valueOf(row.getString("gate")),
        row.getInt("position"));
  }

  static Price price(ResultSet row) throws SQLException {
    return new Price(
        row.getString("currency"),
        Model.valueOf(row.getString("model")),
        row.getLong("amount_minor"),
        row.getLong("minimum_minor"),
        row.getLong("suggested_minor"));
  }

  static Torrent torrent(ResultSet row) throws SQLException {
    return new Torrent(
        hash(row.getString("info_hash")),
        row.getString("item_id"),
        row.getInt("release_number"),
        row.getString("name"),
        row.getLong("size_bytes"));
  }

  static Release release(ResultSet row) throws SQLException {
    return new Release(
        row.getString("item_id"),
        row.getInt("release_number"),
        hash(row.getString("info_hash")),
        row.getString("name"),
        row.getLong("size_bytes"),
        row.getInt("files"),
        Instant.ofEpochMilli(row.getLong("created_at")));
  }

  static Takedown takedown(ResultSet row) throws SQLException {
    String bundle = row.getString("bundle_id");
    String hash = row.getString("info_hash");
    long lifted = row.getLong("lifted_at");
    return new Takedown(
        row.getString("id"),
        bundle == null ? Optional.empty() : Optional.of(bundleId(bundle)),
        hash == null ? Optional.empty() : Optional.of(hash(hash)),
        row.getString("reason"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        lifted == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(lifted)));
  }

  static InfoHash hash(String hex) {
    return InfoHash.fromHex(hex).orElseThrow();
  }

  static String credits(List<Credit> credits) {
    JsonArray all = new JsonArray();
    credits.forEach(
        credit -> all.add(new JsonObject().put("role", credit.role()).put("name", credit.name())));
    return all.encode();
  }

  private static List<Credit> credits(String json) {
    return new JsonArray(json)
        .stream()
            .map(JsonObject.class::cast)
            .map(credit -> new Credit(credit.getString("role"), credit.getString("name")))
            .toList();
  }

  private static long bundleId(String hex) {
    return BundleIds.parse(hex).orElseThrow();
  }
}
