package org.everswarm.tracker.shop.catalogue;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.jdbi.v3.core.Handle;

/** Pictures of bundles, see {@link Desk}. */
public final class Covers {

  private static final int BYTES_MAX = 2 << 20;

  private final Desk desk;

  Covers(Desk desk) {
    this.desk = desk;
  }

  /** A picture as it came. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  public record Cover(String contentType, byte[] content) {}

  /** Puts a picture, PNG, JPEG or WebP, in the place of the one before. */
  public void put(Actor actor, long bundleId, byte[] content) {
    String type = type(content);
    desk.database()
        .update(
            h -> {
              Bundles.requireNotEnded(desk.changeable(h, actor, bundleId));
              String id = BundleIds.hex(bundleId);
              h.execute("DELETE FROM bundle_cover WHERE bundle_id = ?", id);
              Releases.requireRoom(h, actor.publisherId(), content.length);
              h.execute(
                  "INSERT INTO bundle_cover (bundle_id, content_type, content, size_bytes)"
                      + " VALUES (?, ?, ?, ?)",
                  id,
                  type,
                  content,
                  (long) content.length);
              desk.audit(h, actor, "bundle.cover", bundleId, new JsonObject());
            });
  }

  public void remove(Actor actor, long bundleId) {
    desk.database()
        .update(
            h -> {
              Bundles.requireNotEnded(desk.changeable(h, actor, bundleId));
              h.execute("DELETE FROM bundle_cover WHERE bundle_id = ?", BundleIds.hex(bundleId));
              desk.audit(h, actor, "bundle.cover", bundleId, new JsonObject());
            });
  }

  /** A bundle's picture, whoever asks. */
  public Optional<Cover> find(Handle h, long bundleId) {
    return h.select("SELECT * FROM bundle_cover WHERE bundle_id = ?", BundleIds.hex(bundleId))
        .map((row, context) -> new Cover(row.getString("content_type"), row.getBytes("content")))
        .findOne();
  }

  /** By its first bytes: whatever it was sent as, it is shown as this or not at all. */
  private static String type(byte[] content) {
    if (content.length > BYTES_MAX) {
      throw new Problem(Kind.TOO_LARGE, "A cover has at most 2 MiB.");
    }
    if (begins(content, 0, "\u0089PNG\r\n\u001a\n")) {
      return "image/png";
    }
    if (begins(content, 0, "\u00ff\u00d8\u00ff")) {
      return "image/jpeg";
    }
    if (begins(content, 0, "RIFF") && begins(content, 8, "WEBP")) {
      return "image/webp";
    }
    throw new Problem(Kind.INVALID, "A cover must be a PNG, JPEG or WebP picture.");
  }

  private static boolean begins(byte[] content, int at, String latin) {
    byte[] bytes = latin.getBytes(StandardCharsets.ISO_8859_1);
    int end = at + bytes.length;
    return content.length > end && Arrays.equals(content, at, end, bytes, 0, bytes.length);
  }
}
