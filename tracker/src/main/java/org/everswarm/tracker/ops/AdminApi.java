package org.everswarm.tracker.ops;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.gate.Revocations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an administrator may ask of a node. Blocks: called on the disk worker, after the admin token
 * was checked.
 */
public final class AdminApi {

  private static final Logger LOG = LoggerFactory.getLogger(AdminApi.class);
  private static final String REMOVE = "DELETE /admin/torrents/";
  private static final String DENY = "PUT /admin/denials/";
  private static final String ALLOW = "DELETE /admin/denials/";

  private final TorrentAdmin torrents;
  private final Revocations revocations;
  private final KeyRing keys;

  public AdminApi(TorrentAdmin torrents, Revocations revocations, KeyRing keys) {
    this.torrents = torrents;
    this.revocations = revocations;
    this.keys = keys;
  }

  /** Carries out one request; refuses with an {@link AdminRefusal}. */
  JsonObject handle(AdminRequest request) throws IOException {
    String route = request.method() + " " + request.path();
    return switch (route) {
      case "GET /admin/torrents" -> torrents.list();
      case "POST /admin/torrents" -> torrents.add(request);
      case "POST /admin/torrents/import" -> torrents.addAll(request);
      case "GET /admin/denials" -> torrents.denials();
      case "GET /admin/keys" -> listKeys();
      case "POST /admin/keys" -> addKey(json(request.body()));
      case "POST /admin/receipts/revoke" -> revoke(json(request.body()));
      default -> byPrefix(request, route);
    };
  }

  private JsonObject byPrefix(AdminRequest request, String route) throws IOException {
    if (route.startsWith(REMOVE)) {
      return torrents.remove(route.substring(REMOVE.length()));
    }
    if (route.startsWith(DENY)) {
      return torrents.deny(route.substring(DENY.length()), json(request.body()));
    }
    if (route.startsWith(ALLOW)) {
      return torrents.allow(route.substring(ALLOW.length()));
    }
    throw new AdminRefusal(404, "There is no " + request.method() + " " + request.path() + ".");
  }

  private JsonObject revoke(JsonObject body) throws IOException {
    String id = text(body, "receiptId");
    long receiptId =
        BundleIds.parse(id)
            .orElseThrow(() -> new AdminRefusal(400, "receiptId wants 16 hexadecimal digits."));
    try {
      revocations.revoke(List.of(new Revocation(receiptId, notAfterHours(body))));
    } catch (IllegalStateException full) {
      throw new AdminRefusal(409, "This cannot be: " + full.getMessage() + ".");
    }
    LOG.info("receipt revoked, {} in all", revocations.size());
    return new JsonObject().put("revoked", BundleIds.hex(receiptId));
  }

  /** When the receipt ends anyway: what is absent never does. */
  private static long notAfterHours(JsonObject body) {
    @Nullable Object hours = body.getValue("notAfterHours", ReceiptSigner.NEVER);
    if (hours instanceof Integer || hours instanceof Long) {
      long end = ((Number) hours).longValue();
      if (end >= 0 && end <= ReceiptSigner.NEVER) {
        return end;
      }
    }
    throw new AdminRefusal(
        400, "notAfterHours is an hour since 1970, 0 to " + ReceiptSigner.NEVER + ".");
  }

  private JsonObject listKeys() {
    JsonArray lines = new JsonArray();
    keys.keys().forEach(key -> lines.add(key.line()));
    return new JsonObject().put("keys", lines);
  }

  private JsonObject addKey(JsonObject body) throws IOException {
    ReceiptPublicKey key;
    try {
      key = ReceiptPublicKey.parseLine(text(body, "key"));
    } catch (IllegalArgumentException malformed) {
      throw new AdminRefusal(400, "key is no receipt public key: " + malformed.getMessage());
    }
    try {
      keys.add(key);
    } catch (IllegalArgumentException taken) {
      throw new AdminRefusal(409, String.valueOf(taken.getMessage()));
    }
    LOG.info("receipt key {} added", key.keyId());
    return new JsonObject().put("keyId", key.keyId());
  }

  static JsonObject json(Buffer body) {
    try {
      return new JsonObject(body);
    } catch (DecodeException | ClassCastException malformed) {
      throw new AdminRefusal(400, "The body must be a JSON object.");
    }
  }

  static String text(JsonObject body, String key) {
    @Nullable Object value = body.getValue(key);
    if (!(value instanceof String text)) {
      throw new AdminRefusal(400, "The body must have a text named " + key + ".");
    }
    return text;
  }

  static InfoHash infoHash(String hex) {
    return InfoHash.fromHex(hex)
        .orElseThrow(() -> new AdminRefusal(400, "An info-hash is 40 hexadecimal digits."));
  }
}
