package org.everswarm.tracker.shop.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.accounts.Secrets;
import org.everswarm.tracker.shop.accounts.Sessions;
import org.everswarm.tracker.shop.api.ShopClient.Answer;
import org.everswarm.tracker.shop.catalogue.Bundle;
import org.everswarm.tracker.shop.catalogue.Hosts;
import org.everswarm.tracker.shop.catalogue.OpenTorrents;
import org.everswarm.tracker.shop.catalogue.Publication;
import org.everswarm.tracker.shop.catalogue.Shelf;
import org.everswarm.tracker.shop.store.Ids;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class CatalogueApiTest {

  private static final String ADMIN = "the-admin-token";
  private static final String ALICE = "ses_alice";
  private static final String BOB = "ses_bob";
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2};

  private final Shelf shelf;
  private final TestShop shop;
  private final ShopClient client;
  private final String hers;

  CatalogueApiTest(TestDatabases kind) {
    shelf = new Shelf(kind);
    login(shelf.alice, ALICE);
    login(shelf.bob, BOB);
    Sessions sessions =
        new Sessions(
            shelf.database,
            InstantSource.system(),
            new Ids(new SecureRandom(), InstantSource.system()),
            ADMIN);
    Hosts hosts =
        new Hosts(
            List.of(
                URI.create("udp://a.example:6969/announce"),
                URI.create("https://a.example/announce"),
                URI.create("http://b.example:6969/announce")),
            List.of("https://n.example/ws"));
    OpenTorrents torrents = new OpenTorrents(shelf.desk.catalogue(), () -> hosts);
    Map<String, Operation> operations = new HashMap<>();
    operations.putAll(new CatalogueApi(shelf.database, shelf.desk, sessions).operations());
    operations.putAll(new ShopFrontApi(shelf.database, shelf.desk, torrents).operations());
    operations.putAll(new TakedownsApi(shelf.database, shelf.desk, sessions).operations());
    shop = new TestShop(operations);
    client = shop.client();
    hers = "/publishers/" + shelf.alice.publisherId() + "/bundles";
  }

  @AfterEach
  void close() {
    shop.close();
    shelf.close();
  }

  private void login(Actor actor, String secret) {
    shelf.database.update(
        h ->
            h.execute(
                "INSERT INTO session (hash, account_id, created_at, expires_at)"
                    + " VALUES (?, ?, 1, ?)",
                Secrets.hash(secret),
                actor.accountId(),
                Long.MAX_VALUE));
  }

  @Test
  void fromNothingToALiveBundleWhoseFreeItemAnyoneFetches() throws Exception {
    JsonObject credit = new JsonObject().put("role", "by").put("name", "Alice");
    JsonObject draft =
        client
            .post(
                hers,
                ALICE,
                new JsonObject().put("title", "Film").put("credits", new JsonArray().add(credit)))
            .expect(201)
            .json();
    String bundle = draft.getString("bundleId");
    String path = hers + "/" + bundle;
    client.json("PATCH", path, ALICE, new JsonObject().put("title", "The Film")).expect(200);
    upload("PUT", path + "/cover", "image/png", PNG).expect(204);
    client.get("/bundles/" + bundle, null).expect(404);
    String film = item(path, "The film", "PAID");
    String clip = item(path, "A clip", "FREE");
    Metainfo free = Shelf.metainfo(false);
    torrent(path, film, Shelf.torrent(true)).expect(200);
    JsonObject release = torrent(path, clip, free.toBytes()).expect(200).json();
    assertEquals(free.infoHash().hex(), release.getString("infoHash"));
    JsonArray prices =
        new JsonArray()
            .add(price("usd", "FIXED").put("amountMinor", 600))
            .add(price("eur", "PAY_WHAT_YOU_WANT").put("minimumMinor", 100));
    client.json("PUT", path + "/prices", ALICE, new JsonObject().put("prices", prices)).expect(200);
    JsonObject refused =
        client
            .post(path + "/publish", ALICE, new JsonObject().put("attestation", "yes"))
            .expect(400)
            .json();
    assertTrue(refused.getString("detail").contains(Publication.ATTESTATION));
    publish(path).expect(200);

    JsonObject shown = client.get("/bundles/" + bundle, null).expect(200).json();
    assertEquals("The Film", shown.getString("title"));
    assertEquals("acc_alice", shown.getString("publisher"));
    assertEquals(2, shown.getJsonArray("prices").size());
    JsonObject paid = shown.getJsonArray("items").getJsonObject(0);
    assertEquals("The film", paid.getString("name"));
    assertNull(paid.getJsonObject("torrent").getString("infoHash"), "of what is behind a gate");
    JsonObject preview = shown.getJsonArray("items").getJsonObject(1);
    assertEquals(free.infoHash().hex(), preview.getJsonObject("torrent").getString("infoHash"));
    assertArrayEquals(
        PNG, client.get("/bundles/" + bundle + "/cover", null).expect(200).body().getBytes());

    String items = "/bundles/" + bundle + "/items/";
    Answer file = client.get(items + clip + "/torrent", null).expect(200);
    Metainfo fetched = Metainfo.parse(file.body().getBytes());
    assertEquals(free.infoHash(), fetched.infoHash());
    assertEquals(
        List.of(
            List.of("https://a.example/announce", "http://b.example:6969/announce"),
            List.of("udp://a.example:6969/announce")),
        fetched.announceList());
    assertEquals(
        List.of("https://n.example/ws/" + free.infoHash().hex() + "/film"), fetched.urlList());
    client.get(items + film + "/torrent", null).expect(403);
    client.get(items + film + "/torrent", ALICE).expect(403);
    assertEquals(1, client.get("/bundles", null).expect(200).json().getJsonArray("items").size());
    String about = "🎬".repeat(501);
    client.json("PATCH", path, ALICE, new JsonObject().put("description", about)).expect(200);
    JsonObject listed =
        client.get("/bundles", null).expect(200).json().getJsonArray("items").getJsonObject(0);
    assertEquals("🎬".repeat(500) + "…", listed.getString("description"));
    assertEquals(
        about, client.get("/bundles/" + bundle, null).expect(200).json().getString("description"));
    client.send("POST", path + "/pause", ALICE, Map.of(), Buffer.buffer()).expect(200);
    client.send("POST", path + "/pause", ALICE, Map.of(), Buffer.buffer()).expect(409);
    client.get("/bundles/" + bundle, null).expect(410);
    client.get(items + clip + "/torrent", null).expect(410);
    client.send("POST", path + "/resume", ALICE, Map.of(), Buffer.buffer()).expect(200);
    client.send("POST", path + "/end", ALICE, Map.of(), Buffer.buffer()).expect(200);
    assertEquals(0, client.get("/bundles", null).expect(200).json().getJsonArray("items").size());
  }

  @Test
  void whoIsNobodyOrSomebodyElseGetsNothing() {
    Bundle live = shelf.live();
    String bundle = hers + "/" + BundleIds.hex(live.id());
    String item = bundle + "/items/" + shelf.item(live, Gate.PAID).id();
    JsonObject named = new JsonObject().put("name", "x");
    JsonObject attested = new JsonObject().put("attestation", Publication.ATTESTATION);
    for (String who : new String[] {null, "ses_nobody", "key_nobody", ADMIN, BOB}) {
      int due = BOB.equals(who) ? 404 : 401;
      client.get(hers, who).expect(due);
      client.post(hers, who, new JsonObject().put("title", "x")).expect(due);
      client.get(bundle, who).expect(due);
      client.json("PATCH", bundle, who, new JsonObject().put("title", "x")).expect(due);
      client.delete(bundle, who).expect(due);
      client.delete(bundle + "/cover", who).expect(due);
      client
          .json("PUT", bundle + "/prices", who, new JsonObject().put("prices", new JsonArray()))
          .expect(due);
      client.post(bundle + "/items", who, named.copy().put("gate", "FREE")).expect(due);
      client.json("PATCH", item, who, named).expect(due);
      client.delete(item, who).expect(due);
      client.post(bundle + "/publish", who, attested).expect(due);
      for (String move : List.of("/pause", "/resume", "/end")) {
        client.send("POST", bundle + move, who, Map.of(), Buffer.buffer()).expect(due);
      }
    }
    for (String who : new String[] {null, ALICE, BOB}) {
      client.get("/operator/takedowns", who).expect(401);
      client
          .post(
              "/operator/takedowns",
              who,
              new JsonObject().put("bundleId", BundleIds.hex(live.id())).put("reason", "x"))
          .expect(401);
      String lift = "/operator/takedowns/tdn_" + "0".repeat(26) + "/lift";
      client.send("POST", lift, who, Map.of(), Buffer.buffer()).expect(401);
    }
    // By way of his own publisher neither.
    String his = "/publishers/" + shelf.bob.publisherId() + "/bundles/" + BundleIds.hex(live.id());
    client.get(his, BOB).expect(404);
    client.delete(his, BOB).expect(404);
    shelf.database.update(
        h -> h.execute("UPDATE member SET role = 'VIEWER' WHERE account_id = 'acc_alice'"));
    client.get(bundle, ALICE).expect(200);
    client.delete(bundle + "/cover", ALICE).expect(403);
    client.post(hers, ALICE, new JsonObject().put("title", "x")).expect(403);
  }

  @Test
  void onlyWhatIsFreeIsForEverybody() {
    Bundle live = shelf.live();
    for (Gate gate : Gate.values()) {
      String item = "/items/" + shelf.item(live, gate).id() + "/torrent";
      int due = gate == Gate.FREE ? 200 : 403;
      client.get("/bundles/" + BundleIds.hex(live.id()) + item, null).expect(due);
    }
  }

  @Test
  void aListShowsEachBundleWithItsOwnPublisherAndPrices() {
    shelf.live();
    Bundle dearer = shelf.live();
    shelf
        .desk
        .bundles()
        .setPrices(
            shelf.alice, dearer.id(), List.of(Shelf.fixed("usd", 900), Shelf.fixed("eur", 800)));
    JsonArray listed = client.get("/bundles", null).expect(200).json().getJsonArray("items");
    JsonObject first = listed.getJsonObject(0);
    assertEquals(BundleIds.hex(dearer.id()), first.getString("bundleId"));
    assertEquals("acc_alice", first.getString("publisher"));
    JsonArray prices = first.getJsonArray("prices");
    assertEquals(800, prices.getJsonObject(0).getInteger("amountMinor"));
    assertEquals(900, prices.getJsonObject(1).getInteger("amountMinor"));
    assertEquals(1, listed.getJsonObject(1).getJsonArray("prices").size());
  }

  @Test
  void theOperatorTakesDownAndGivesBack() {
    Bundle live = shelf.live();
    String id = BundleIds.hex(live.id());
    JsonObject down =
        client
            .post(
                "/operator/takedowns",
                ADMIN,
                new JsonObject().put("bundleId", id).put("reason", "Court order 7"))
            .expect(201)
            .json();
    assertTrue(down.getBoolean("inForce"));
    assertEquals(3, shelf.told.denied.size());
    JsonObject gone = client.get("/bundles/" + id, null).expect(410).json();
    JsonObject listed = client.get("/bundles", null).expect(200).json();
    assertEquals(new JsonArray(), listed.getJsonArray("items"));
    assertTrue(gone.getString("detail").contains("Court order 7"));
    assertEquals(
        "Court order 7",
        client.get(hers + "/" + id, ALICE).expect(200).json().getString("takenDown"));
    String hash = "0123456789abcdef0123456789abcdef01234567";
    client
        .post(
            "/operator/takedowns",
            ADMIN,
            new JsonObject().put("infoHash", hash).put("reason", "also this"))
        .expect(201);
    JsonArray all =
        client.get("/operator/takedowns", ADMIN).expect(200).json().getJsonArray("items");
    assertEquals(hash, all.getJsonObject(0).getString("infoHash"));
    assertEquals(id, all.getJsonObject(1).getString("bundleId"));
    String lift = "/operator/takedowns/" + down.getString("takedownId") + "/lift";
    Answer lifted = client.send("POST", lift, ADMIN, Map.of(), Buffer.buffer()).expect(200);
    assertEquals(false, lifted.json().getBoolean("inForce"));
    client.send("POST", lift, ADMIN, Map.of(), Buffer.buffer()).expect(409);
    client.get("/bundles/" + id, null).expect(200);
    JsonObject both = new JsonObject().put("bundleId", id).put("infoHash", hash).put("reason", "x");
    client.post("/operator/takedowns", ADMIN, both).expect(400);
    client.post("/operator/takedowns", ADMIN, new JsonObject().put("reason", "x")).expect(400);
  }

  @Test
  void listsArePagedAndCursorsAreNotTrusted() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(0, BundleIds.hex(shelf.draft().id()));
    }
    List<String> read = new ArrayList<>();
    String cursor = "";
    do {
      JsonObject page = client.get(hers + "?limit=2" + cursor, ALICE).expect(200).json();
      page.getJsonArray("items").forEach(one -> read.add(((JsonObject) one).getString("bundleId")));
      @Nullable String next = page.getString("next");
      cursor = next == null ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    assertEquals(made, read);
    for (String bad :
        List.of("x", "AAAA", Cursor.of(List.of("x", "y")), Cursor.of(List.of("1")), "W10")) {
      for (String list : List.of(hers, "/bundles", "/operator/takedowns")) {
        client.get(list + "?cursor=" + bad, list.startsWith("/op") ? ADMIN : ALICE).expect(400);
      }
    }
    for (String limit : List.of("0", "201", "-1", "x", "99999999999999999999")) {
      client.get(hers + "?limit=" + limit, ALICE).expect(400);
    }
  }

  @Test
  void whatIsOverlongOrMistypedIsRefusedAndNothingIsMade() {
    JsonObject good = new JsonObject().put("title", "x");
    for (JsonObject bad :
        List.of(
            new JsonObject(),
            new JsonObject().put("title", ""),
            new JsonObject().put("title", 7),
            new JsonObject().putNull("title"),
            new JsonObject().put("title", "x".repeat(201)),
            good.copy().put("description", "x".repeat(20_001)),
            good.copy().put("credits", "x"),
            good.copy().put("credits", new JsonArray().add("x")),
            good.copy().put("credits", new JsonArray().add(new JsonObject().put("role", "x"))),
            good.copy().put("state", "LIVE"))) {
      client.post(hers, ALICE, bad).expect(400);
    }
    Map<String, String> json = Map.of("Content-Type", "application/json");
    for (String text : List.of("", "[]", "{", "null", "\"x\"", "{\"title\":\"x\"")) {
      client.send("POST", hers, ALICE, json, Buffer.buffer(text)).expect(400);
    }
    assertEquals(0, client.get(hers, ALICE).expect(200).json().getJsonArray("items").size());
    String path = hers + "/" + BundleIds.hex(shelf.draft().id());
    String item = item(path, "x", "PAID");
    torrent(path, item, Shelf.torrent(false)).expect(400);
    torrent(path, item, "d4:infod4:name2:..ee".getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .expect(400);
    torrent(path, item, new byte[0]).expect(400);
    torrent(path, item, new byte[(10 << 20) + 1]).expect(413);
    upload("PUT", path + "/items/" + item + "/torrent", "text/plain", Shelf.torrent(true))
        .expect(415);
    upload(
            "PUT",
            path + "/cover",
            "image/png",
            "<svg onload=alert(1)>".getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .expect(400);
    for (JsonObject bad :
        List.of(
            price("usd", "FIXED").put("amountMinor", -600),
            price("usd", "FIXED").put("amountMinor", "600"),
            price("usd", "FIXED").put("amountMinor", 6.5),
            price("usd", "FIXED").put("amountMinor", Long.MAX_VALUE),
            price("usd", "FIXED"),
            price("xxx", "FIXED").put("amountMinor", 600),
            price("USD", "FIXED").put("amountMinor", 600),
            price("usd", "AUCTION"),
            price("usd", "FREE").put("amountMinor", 600))) {
      client
          .json(
              "PUT",
              path + "/prices",
              ALICE,
              new JsonObject().put("prices", new JsonArray().add(bad)))
          .expect(400);
    }
    for (String id : List.of("x", "0123456789ABCDEF", "..", "1", "%00")) {
      int status = client.get("/bundles/" + id, null).status();
      assertTrue(List.of(400, 404, 405).contains(status), id + " " + status);
    }
    client.get("/bundles/0123456789abcdef", null).expect(404);
    assertFalse(shelf.told.tracked.containsKey("x"));
  }

  private static JsonObject price(String currency, String model) {
    return new JsonObject().put("currency", currency).put("model", model);
  }

  private String item(String bundle, String name, String gate) {
    return client
        .post(bundle + "/items", ALICE, new JsonObject().put("name", name).put("gate", gate))
        .expect(201)
        .json()
        .getString("itemId");
  }

  private Answer torrent(String bundle, String item, byte[] file) {
    return upload("PUT", bundle + "/items/" + item + "/torrent", "application/x-bittorrent", file);
  }

  private Answer upload(String method, String path, String type, byte[] content) {
    return client.send(method, path, ALICE, Map.of("Content-Type", type), Buffer.buffer(content));
  }

  private Answer publish(String bundle) {
    return client.post(
        bundle + "/publish", ALICE, new JsonObject().put("attestation", Publication.ATTESTATION));
  }
}
