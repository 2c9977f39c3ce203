package org.everswarm.tracker.shop.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.everswarm.tracker.shop.accounts.TestAccounts.Signed;
import org.everswarm.tracker.shop.api.ShopClient;
import org.everswarm.tracker.shop.api.ShopClient.Answer;
import org.everswarm.tracker.shop.api.TestShop;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one publisher sees of another: nothing. What each role may do. */
@OnBothDatabases
class WallsTest {

  private static final String NOBODYS = "pub_00000000000000000000000000";

  private final Database database;
  private final TestAccounts accounts;
  private final TestShop shop;
  private final ShopClient client;
  private final Signed ann;

  WallsTest(TestDatabases kind) {
    database = kind.open();
    accounts = new TestAccounts(database);
    shop = new TestShop(accounts.operations());
    client = shop.client();
    ann = accounts.signUp(client, "ann@studio.example");
  }

  @AfterEach
  void close() {
    shop.close();
    database.close();
  }

  /** A request for something of a publisher, and the least role that may. */
  private record Ask(String method, String path, JsonObject body, Role atLeast, int status) {}

  private List<Ask> asks(String tokenId) {
    JsonObject none = new JsonObject();
    JsonObject name = new JsonObject().put("name", "Another name");
    JsonObject role = new JsonObject().put("role", "OWNER");
    JsonObject invitation = new JsonObject().put("email", "new@b.example").put("role", "VIEWER");
    JsonObject token = new JsonObject().put("name", "a token").put("role", "VIEWER");
    return List.of(
        new Ask("GET", "", none, Role.VIEWER, 200),
        new Ask("GET", "/members", none, Role.VIEWER, 200),
        new Ask("GET", "/audit", none, Role.VIEWER, 200),
        new Ask("GET", "/api-tokens", none, Role.OWNER, 200),
        new Ask("GET", "/invitations", none, Role.OWNER, 200),
        new Ask("DELETE", "/invitations/inv_" + "0".repeat(26), none, Role.OWNER, 404),
        new Ask("PATCH", "", name, Role.OWNER, 200),
        new Ask("POST", "/members", invitation, Role.OWNER, 202),
        new Ask("PATCH", "/members/" + ann.accountId(), role, Role.OWNER, 200),
        new Ask("POST", "/api-tokens", token, Role.OWNER, 201),
        new Ask("DELETE", "/api-tokens/" + tokenId, none, Role.OWNER, 204),
        new Ask("DELETE", "/members/" + ann.accountId(), none, Role.OWNER, 409));
  }

  private Answer send(Ask ask, String publisherId, String bearer) {
    Buffer body = ask.body().isEmpty() ? Buffer.buffer() : ask.body().toBuffer();
    return client.send(
        ask.method(),
        "/publishers/" + publisherId + ask.path(),
        bearer,
        Map.of("Content-Type", "application/json"),
        body);
  }

  private String tokenId(Signed owner) {
    return client
        .get(owner.path("/api-tokens"), owner.session())
        .expect(200)
        .json()
        .getJsonArray("items")
        .getJsonObject(0)
        .getString("tokenId");
  }

  @Test
  void anothersPublisherLooksLikeNone() {
    Signed eve = accounts.signUp(client, "eve@elsewhere.example");
    accounts.token(client, ann, Role.OWNER);
    String evesToken = accounts.token(client, eve, Role.OWNER);
    Answer before = client.get(ann.path("/audit"), ann.session()).expect(200);
    for (String bearer : List.of(eve.session(), evesToken)) {
      for (Ask ask : asks(tokenId(ann))) {
        Answer anothers = send(ask, ann.publisherId(), bearer).expect(404);
        Answer nobodys = send(ask, NOBODYS, bearer).expect(404);
        assertEquals(nobodys.body(), anothers.body());
        send(ask, ann.publisherId(), "ses_00000000000000000000000000").expect(401);
        send(ask, ann.publisherId(), TestAccounts.OPERATOR).expect(401);
      }
    }
    assertEquals(before.body(), client.get(ann.path("/audit"), ann.session()).expect(200).body());
    String mine = client.get("/publishers", eve.session()).expect(200).body().toString();
    assertFalse(mine.contains(ann.publisherId()), mine);
  }

  @Test
  void whatIsAnothersIsNotReachedThroughOnesOwnPublisher() {
    Signed eve = accounts.signUp(client, "eve@elsewhere.example");
    accounts.token(client, ann, Role.OWNER);
    String annsToken = tokenId(ann);
    client.delete(eve.path("/api-tokens/" + annsToken), eve.session()).expect(404);
    client.delete(eve.path("/members/" + ann.accountId()), eve.session()).expect(404);
    JsonObject role = new JsonObject().put("role", "VIEWER");
    client.json("PATCH", eve.path("/members/" + ann.accountId()), eve.session(), role).expect(404);
  }

  @Test
  void eachRoleMayWhatItSays() {
    accounts.token(client, ann, Role.VIEWER);
    for (Role role : Role.values()) {
      String email = role + "@b.example";
      String session = join(email, role);
      for (Ask ask : asks(tokenId(ann))) {
        boolean may = role.includes(ask.atLeast());
        send(ask, ann.publisherId(), session).expect(may ? wanted(ask) : 403);
      }
    }
  }

  @Test
  void whoIsRemovedDoesNotComeBackByAnOlderInvitation() {
    JsonObject invitation = new JsonObject().put("email", "bob@b.example").put("role", "OWNER");
    client.post(ann.path("/members"), ann.session(), invitation).expect(202);
    String second = accounts.code("bob@b.example");
    Signed bob = accounts.signUp(client, "bob@b.example");
    client.post(ann.path("/members"), ann.session(), invitation).expect(202);
    JsonObject first = new JsonObject().put("code", accounts.code("bob@b.example"));
    client.post("/invitations/accept", null, first).expect(201);
    client.delete(ann.path("/members/" + bob.accountId()), ann.session()).expect(204);
    assertEquals(List.of(ann.publisherId()), accounts.left);
    JsonObject kept = new JsonObject().put("code", second);
    client.post("/invitations/accept", null, kept).expect(410);
  }

  /** As when it was made while its maker was removed. */
  @Test
  void aTokenMayNoMoreThanItsMakerMayByNow() {
    String session = join("bob@b.example", Role.OWNER);
    Signed bob = new Signed("bob@b.example", "", ann.publisherId(), session);
    String token = accounts.token(client, bob, Role.OWNER);
    database.update(
        handle ->
            handle.execute(
                "UPDATE member SET role = 'VIEWER' WHERE account_id <> ?", ann.accountId()));
    client.get(ann.path("/members"), token).expect(200);
    client.get(ann.path("/api-tokens"), token).expect(403);
    database.update(
        handle -> handle.execute("DELETE FROM member WHERE account_id <> ?", ann.accountId()));
    client.get(ann.path("/members"), token).expect(401);
  }

  /** With two owners, each may be removed. */
  private static int wanted(Ask ask) {
    return ask.status() == 409 ? 204 : ask.status();
  }

  private String join(String email, Role role) {
    JsonObject invitation = new JsonObject().put("email", email).put("role", role.name());
    client.post(ann.path("/members"), ann.session(), invitation).expect(202);
    JsonObject acceptance =
        new JsonObject()
            .put("code", accounts.code(email.toLowerCase(Locale.ROOT)))
            .put("password", TestAccounts.PASSWORD);
    client.post("/invitations/accept", null, acceptance).expect(201);
    return client
        .post(
            "/sessions",
            null,
            new JsonObject().put("email", email).put("password", TestAccounts.PASSWORD))
        .expect(201)
        .json()
        .getString("session");
  }

  @Test
  void thereIsAlwaysAnOwner() {
    client.delete(ann.path("/members/" + ann.accountId()), ann.session()).expect(409);
    JsonObject viewer = new JsonObject().put("role", "VIEWER");
    client
        .json("PATCH", ann.path("/members/" + ann.accountId()), ann.session(), viewer)
        .expect(409);
    join("bob@b.example", Role.OWNER);
    client.delete(ann.path("/members/" + ann.accountId()), ann.session()).expect(204);
    client.get(ann.path(""), ann.session()).expect(404);
  }

  @Test
  void ownersWhoRemoveEachOtherAtOnceLeaveOne() throws Exception {
    String bob = join("bob@b.example", Role.OWNER);
    String bobId = accountId(bob);
    JsonObject viewer = new JsonObject().put("role", "VIEWER");
    JsonObject owner = new JsonObject().put("role", "OWNER");
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 20; round++) {
        Future<Answer> byAnn = threads.submit(() -> change(bobId, ann.session(), viewer));
        Future<Answer> byBob = threads.submit(() -> change(ann.accountId(), bob, viewer));
        boolean annWon = byAnn.get().status() == 200;
        assertTrue(annWon ^ byBob.get().status() == 200, "both or none");
        String winner = annWon ? ann.session() : bob;
        change(annWon ? bobId : ann.accountId(), winner, owner).expect(200);
      }
    } finally {
      threads.shutdown();
    }
  }

  private Answer change(String accountId, String bearer, JsonObject role) {
    return client.json("PATCH", ann.path("/members/" + accountId), bearer, role);
  }

  @Test
  void anyoneMayLeaveAndWithThemGoTheirTokens() {
    String bob = join("bob@b.example", Role.OWNER);
    Signed asOwner = new Signed("bob@b.example", accountId(bob), ann.publisherId(), bob);
    String token = accounts.token(client, asOwner, Role.EDITOR);
    client.get(ann.path(""), token).expect(200);
    client.delete(ann.path("/members/" + asOwner.accountId()), bob).expect(204);
    client.get(ann.path(""), token).expect(401);
    client.get(ann.path(""), bob).expect(404);
  }

  @Test
  void whoMayLessHasNoTokensThatMayMore() {
    String bob = join("bob@b.example", Role.OWNER);
    Signed asOwner = new Signed("bob@b.example", accountId(bob), ann.publisherId(), bob);
    String viewing = accounts.token(client, asOwner, Role.VIEWER);
    String editing = accounts.token(client, asOwner, Role.EDITOR);
    JsonObject viewer = new JsonObject().put("role", "VIEWER");
    client
        .json("PATCH", ann.path("/members/" + asOwner.accountId()), ann.session(), viewer)
        .expect(200);
    client.get(ann.path(""), viewing).expect(200);
    client.get(ann.path(""), editing).expect(401);
  }

  private String accountId(String session) {
    return client
        .get(ann.path("/members"), session)
        .expect(200)
        .json()
        .getJsonArray("items")
        .stream()
        .map(JsonObject.class::cast)
        .filter(member -> !member.getString("accountId").equals(ann.accountId()))
        .findFirst()
        .orElseThrow()
        .getString("accountId");
  }

  @Test
  void anApiTokenMakesNoOtherAndEnds() {
    String token = accounts.token(client, ann, Role.OWNER);
    JsonObject draft = new JsonObject().put("name", "more").put("role", "VIEWER");
    client.post(ann.path("/api-tokens"), token, draft).expect(403);
    client.get(ann.path("/api-tokens"), token).expect(200);
    client.delete("/sessions/current", token).expect(401);
    client.delete(ann.path("/api-tokens/" + tokenId(ann)), ann.session()).expect(204);
    client.delete(ann.path("/api-tokens/" + tokenId(ann)), ann.session()).expect(204);
    client.get(ann.path(""), token).expect(401);

    JsonObject brief = new JsonObject().put("name", "b").put("role", "VIEWER").put("validDays", 1);
    String ends =
        client
            .post(ann.path("/api-tokens"), ann.session(), brief)
            .expect(201)
            .json()
            .getString("secret");
    client.get(ann.path(""), ends).expect(200);
    accounts.pass(Duration.ofHours(24));
    client.get(ann.path(""), ends).expect(401);
  }

  @Test
  void anInvitationIsForWhoReadsTheLetterAndEndsWithWhoInvited() {
    String bob = join("bob@b.example", Role.OWNER);
    JsonObject invitation = new JsonObject().put("email", "cat@b.example").put("role", "OWNER");
    client.post(ann.path("/members"), bob, invitation).expect(202);
    JsonObject acceptance = new JsonObject().put("code", accounts.code("cat@b.example"));
    client.post("/invitations/accept", null, acceptance).expect(400);
    client.delete(ann.path("/members/" + accountId(bob)), bob).expect(204);
    acceptance.put("password", TestAccounts.PASSWORD);
    client.post("/invitations/accept", null, acceptance).expect(410);

    Signed dan = accounts.signUp(client, "dan@b.example");
    invitation.put("email", "dan@b.example");
    client.post(ann.path("/members"), ann.session(), invitation).expect(202);
    acceptance.put("code", accounts.code("dan@b.example"));
    client.post("/invitations/accept", null, acceptance).expect(400);
    acceptance.remove("password");
    client.post("/invitations/accept", null, acceptance).expect(201);
    client.post("/invitations/accept", null, acceptance).expect(410);
    client.get(ann.path(""), dan.session()).expect(200);
    assertEquals(2, client.get("/publishers", dan.session()).json().getJsonArray("items").size());
    client.post(ann.path("/members"), ann.session(), invitation).expect(409);
  }

  @Test
  void openInvitationsAreListedAndWithdrawn() {
    JsonObject invitation = new JsonObject().put("email", "cat@b.example").put("role", "EDITOR");
    client.post(ann.path("/members"), ann.session(), invitation).expect(202);
    invitation.put("email", "dan@b.example");
    client.post(ann.path("/members"), ann.session(), invitation).expect(202);
    assertEquals(Set.of("cat@b.example", "dan@b.example"), invitations().keySet());

    String cats = invitations().get("cat@b.example");
    Signed eve = accounts.signUp(client, "eve@elsewhere.example");
    client.delete(eve.path("/invitations/" + cats), eve.session()).expect(404);
    client.delete(ann.path("/invitations/" + cats), ann.session()).expect(204);
    client.delete(ann.path("/invitations/" + cats), ann.session()).expect(404);
    JsonObject acceptance =
        new JsonObject()
            .put("code", accounts.code("cat@b.example"))
            .put("password", TestAccounts.PASSWORD);
    client.post("/invitations/accept", null, acceptance).expect(410);
    String audit = client.get(ann.path("/audit"), ann.session()).expect(200).body().toString();
    assertTrue(audit.contains("invitation.withdraw"), audit);
    assertTrue(audit.contains(cats), audit);

    String dans = invitations().get("dan@b.example");
    acceptance.put("code", accounts.code("dan@b.example"));
    client.post("/invitations/accept", null, acceptance).expect(201);
    assertEquals(Map.of(), invitations(), "none is open");
    client.delete(ann.path("/invitations/" + dans), ann.session()).expect(404);

    invitation.put("email", "fay@b.example");
    client.post(ann.path("/members"), ann.session(), invitation).expect(202);
    accounts.pass(Duration.ofDays(8));
    JsonObject login =
        new JsonObject().put("email", ann.email()).put("password", TestAccounts.PASSWORD);
    String later = client.post("/sessions", null, login).expect(201).json().getString("session");
    JsonObject page = client.get(ann.path("/invitations"), later).expect(200).json();
    assertEquals(0, page.getJsonArray("items").size());
  }

  /** Ids by address. */
  private Map<String, String> invitations() {
    Map<String, String> ids = new HashMap<>();
    client
        .get(ann.path("/invitations"), ann.session())
        .expect(200)
        .json()
        .getJsonArray("items")
        .forEach(
            item ->
                ids.put(
                    ((JsonObject) item).getString("email"),
                    ((JsonObject) item).getString("invitationId")));
    return ids;
  }

  @Test
  void whoLogsInIsInTheOperatorsAuditLog() {
    JsonObject login =
        new JsonObject().put("email", ann.email()).put("password", TestAccounts.PASSWORD);
    client.post("/sessions", null, login).expect(201);
    JsonObject latest =
        client
            .get("/operator/audit", TestAccounts.OPERATOR)
            .expect(200)
            .json()
            .getJsonArray("items")
            .getJsonObject(0);
    assertEquals("session.open", latest.getString("action"));
    assertEquals(ann.accountId(), latest.getString("actor"));
  }

  @Test
  void namesAreWhatTheyLookLike() {
    for (String name : new String[] {"Ann\u061c", "A\u00adnn", " ", "\u2003", "A\udb40\udc41"}) {
      JsonObject named = new JsonObject().put("name", name).put("role", "VIEWER");
      client.post(ann.path("/api-tokens"), ann.session(), named).expect(400);
      named.remove("role");
      client.json("PATCH", ann.path(""), ann.session(), named).expect(400);
    }
    JsonObject plain = new JsonObject().put("name", " Ann \u0627\u0644\u0641 ");
    Answer renamed = client.json("PATCH", ann.path(""), ann.session(), plain).expect(200);
    assertEquals("Ann \u0627\u0644\u0641", renamed.json().getString("name"));
  }

  @Test
  void listsArePagedToTheirEnd() {
    for (int i = 0; i < 5; i++) {
      accounts.token(client, ann, Role.VIEWER);
    }
    Set<String> seen = new HashSet<>();
    String query = "?limit=2";
    for (int pages = 0; pages < 3; pages++) {
      JsonObject page =
          client.get(ann.path("/api-tokens") + query, ann.session()).expect(200).json();
      page.getJsonArray("items")
          .forEach(item -> assertTrue(seen.add(((JsonObject) item).getString("tokenId"))));
      query = "?limit=2&cursor=" + page.getString("next");
    }
    assertEquals(5, seen.size());
    client.get(ann.path("/api-tokens?cursor=abc"), ann.session()).expect(400);
    client.get(ann.path("/api-tokens?cursor=WyJhIiwiYiJd"), ann.session()).expect(400);
    client.get(ann.path("/audit?cursor=WyJhIiwiYiJd"), ann.session()).expect(400);
  }
}
