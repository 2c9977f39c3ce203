package org.everswarm.tracker.ops;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.metainfo.MalformedMetainfo;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.registry.Denial;
import org.everswarm.tracker.registry.Registration;
import org.everswarm.tracker.registry.Registry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds, lists and removes what is tracked, and closes swarms. Thread-safe; blocks on the registry's
 * journal.
 */
public final class TorrentAdmin {

  private static final Logger LOG = LoggerFactory.getLogger(TorrentAdmin.class);
  private static final String TORRENT_TYPE = "application/x-bittorrent";

  private final Registry registry;

  public TorrentAdmin(Registry registry) {
    this.registry = registry;
  }

  JsonObject list() {
    JsonArray torrents = new JsonArray();
    registry.list().forEach(registration -> torrents.add(json(registration)));
    return new JsonObject().put("torrents", torrents);
  }

  JsonObject add(AdminRequest request) throws IOException {
    Gate gate = gate(request.parameter("gate"));
    long bundleId = bundle(request.parameter("bundle"));
    Registration wanted =
        TORRENT_TYPE.equals(request.contentType())
            ? fromTorrent(request.body().getBytes(), gate, bundleId)
            : fromJson(AdminApi.json(request.body()), gate, bundleId);
    Registration present = registry.addIfAbsent(wanted);
    if (present == null) {
      LOG.info("torrent {} added, {}", wanted.infoHash(), label(wanted.gate()));
      return json(wanted);
    }
    requireSame(present, wanted);
    return json(present);
  }

  /**
   * One torrent a line: its info-hash, and after a space its name if it has one. All or none: one
   * that is tracked on other terms refuses the whole.
   */
  JsonObject addAll(AdminRequest request) throws IOException {
    Gate gate = gate(request.parameter("gate"));
    long bundleId = bundle(request.parameter("bundle"));
    List<Registration> wanted =
        request
            .body()
            .toString(StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank())
            .map(line -> fromLine(line, gate, bundleId))
            .toList();
    int added = registry.addAllAbsent(wanted, TorrentAdmin::requireSame);
    LOG.info("{} torrents added, {}", added, label(gate));
    return new JsonObject().put("added", added).put("present", wanted.size() - added);
  }

  JsonObject remove(String hex) throws IOException {
    InfoHash infoHash = AdminApi.infoHash(hex);
    if (!registry.remove(infoHash)) {
      throw new AdminRefusal(404, "The torrent " + infoHash.hex() + " is not tracked.");
    }
    LOG.info("torrent {} removed", infoHash);
    return new JsonObject().put("removed", infoHash.hex());
  }

  JsonObject deny(String hex, JsonObject body) throws IOException {
    InfoHash infoHash = AdminApi.infoHash(hex);
    String reason = AdminApi.text(body, "reason");
    try {
      registry.denials().deny(infoHash, reason);
    } catch (IllegalArgumentException | IllegalStateException refused) {
      int status = refused instanceof IllegalStateException ? 409 : 400;
      throw new AdminRefusal(status, "This cannot be: " + refused.getMessage() + ".");
    }
    LOG.info("torrent {} denied", infoHash);
    return new JsonObject().put("denied", infoHash.hex()).put("reason", reason);
  }

  JsonObject allow(String hex) throws IOException {
    InfoHash infoHash = AdminApi.infoHash(hex);
    if (!registry.denials().allow(infoHash)) {
      throw new AdminRefusal(404, "The torrent " + infoHash.hex() + " is not denied.");
    }
    LOG.info("torrent {} allowed again", infoHash);
    return new JsonObject().put("allowed", infoHash.hex());
  }

  JsonObject denials() {
    JsonArray denials = new JsonArray();
    registry.denials().list().stream()
        .filter(Denial::inForce)
        .sorted(Comparator.comparing(denial -> denial.infoHash().hex()))
        .forEach(
            denial ->
                denials.add(
                    new JsonObject()
                        .put("infoHash", denial.infoHash().hex())
                        .put("reason", denial.reason())));
    return new JsonObject().put("denials", denials);
  }

  private static Registration fromTorrent(byte[] file, Gate gate, long bundleId) {
    Metainfo metainfo;
    try {
      metainfo = Metainfo.parse(file);
    } catch (MalformedMetainfo malformed) {
      throw new AdminRefusal(400, "This is no torrent: " + malformed.getMessage());
    }
    if (gate.needsReceipt() && !metainfo.isPrivate()) {
      throw new AdminRefusal(
          400,
          "A torrent behind a gate must be private (BEP 27), or clients pass its peers on;"
              + " make it again with the private flag.");
    }
    return registration(metainfo.infoHash(), gate, bundleId, metainfo.name());
  }

  private static Registration fromJson(JsonObject body, Gate gate, long bundleId) {
    InfoHash infoHash = AdminApi.infoHash(AdminApi.text(body, "infoHash"));
    return registration(infoHash, gate, bundleId, AdminApi.text(body, "name"));
  }

  private static Registration fromLine(String line, Gate gate, long bundleId) {
    String[] words = line.strip().split(" ", 2);
    return registration(
        AdminApi.infoHash(words[0]), gate, bundleId, words.length > 1 ? words[1].strip() : "");
  }

  private static Registration registration(
      InfoHash infoHash, Gate gate, long bundleId, String name) {
    try {
      return new Registration(infoHash, gate, bundleId, name);
    } catch (IllegalArgumentException refused) {
      throw new AdminRefusal(400, String.valueOf(refused.getMessage()));
    }
  }

  private static void requireSame(Registration present, Registration wanted) {
    if (present.gate() != wanted.gate() || present.bundleId() != wanted.bundleId()) {
      throw new AdminRefusal(
          409,
          "The torrent "
              + present.infoHash().hex()
              + " is tracked as "
              + label(present.gate())
              + " in bundle "
              + BundleIds.hex(present.bundleId())
              + "; remove it first.");
    }
  }

  private static Gate gate(@Nullable String text) {
    try {
      return Gate.valueOf(text == null ? "" : text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new AdminRefusal(400, "gate is free, email or paid.");
    }
  }

  private static long bundle(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    return BundleIds.parse(text)
        .orElseThrow(() -> new AdminRefusal(400, "bundle wants 16 hexadecimal digits."));
  }

  private static JsonObject json(Registration registration) {
    return new JsonObject()
        .put("infoHash", registration.infoHash().hex())
        .put("gate", label(registration.gate()))
        .put("bundle", BundleIds.hex(registration.bundleId()))
        .put("name", registration.name());
  }

  private static String label(Gate gate) {
    return gate.name().toLowerCase(Locale.ROOT);
  }
}
