package org.everswarm.tracker.shop.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
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

@OnBothDatabases
class SignUpTest {

  private static final String ANN = "ann@studio.example";

  private final Database database;
  private final TestAccounts accounts;
  private final TestShop shop;
  private final ShopClient client;

  SignUpTest(TestDatabases kind) {
    database = kind.open();
    accounts = new TestAccounts(database);
    shop = new TestShop(accounts.operations());
    client = shop.client();
  }

  @AfterEach
  void close() {
    shop.close();
    database.close();
  }

  @Test
  void fromNothingToAnApiToken() {
    Signed ann = accounts.signUp(client, ANN);
    assertEquals(
        "Publisher of " + ANN,
        client.get(ann.path(""), ann.session()).expect(200).json().getString("name"));
    String token = accounts.token(client, ann, Role.EDITOR);
    assertEquals(200, client.get(ann.path(""), token).status());
    assertEquals(
        ann.publisherId(),
        client
            .get("/publishers", token)
            .expect(200)
            .json()
            .getJsonArray("items")
            .getJsonObject(0)
            .getString("publisherId"));
  }

  @Test
  void aCodeIsGoodOnceAndForADay() {
    client.post("/accounts", null, new JsonObject().put("email", ANN)).expect(202);
    JsonObject confirmation = confirmation(accounts.code(ANN));
    client.post("/accounts/confirm", null, confirmation).expect(201);
    client.post("/accounts/confirm", null, confirmation).expect(410);

    client.post("/accounts", null, new JsonObject().put("email", "bob@b.example")).expect(202);
    accounts.pass(Duration.ofHours(25));
    client
        .post("/accounts/confirm", null, confirmation(accounts.code("bob@b.example")))
        .expect(410);
  }

  @Test
  void aCodeShownManyTimesAtOnceBeginsOneAccount() throws Exception {
    client.post("/accounts", null, new JsonObject().put("email", ANN)).expect(202);
    JsonObject confirmation = confirmation(accounts.code(ANN));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Answer> confirm = () -> client.post("/accounts/confirm", null, confirmation);
      int begun = 0;
      for (Future<Answer> answer : threads.invokeAll(Collections.nCopies(4, confirm))) {
        begun += answer.get().status() == 201 ? 1 : 0;
      }
      assertEquals(1, begun);
    } finally {
      threads.shutdown();
    }
    int accountsNow =
        database.read(
            handle -> handle.select("SELECT COUNT(*) FROM account").mapTo(Integer.class).one());
    assertEquals(1, accountsNow);
  }

  @Test
  void aDatabaseThatIsAwayIsToldWithoutDetails() {
    Signed ann = accounts.signUp(client, ANN);
    database.close();
    Answer answer = client.get(ann.path(""), ann.session()).expect(503);
    assertTrue(answer.header("retry-after").isPresent());
  }

  private static JsonObject confirmation(String code) {
    return new JsonObject()
        .put("code", code)
        .put("password", TestAccounts.PASSWORD)
        .put("publisherName", "A studio");
  }

  @Test
  void whoAsksLearnsNothingOfWhoHasAnAccount() {
    accounts.signUp(client, ANN);
    for (String path : new String[] {"/accounts", "/accounts/password-reset"}) {
      Answer known = client.post(path, null, new JsonObject().put("email", ANN));
      Answer unknown = client.post(path, null, new JsonObject().put("email", "no@where.example"));
      assertEquals(known.expect(202).body(), unknown.expect(202).body());
    }
    Answer known = logIn(ANN, "a wrong password");
    Answer unknown = logIn("no@where.example", "a wrong password");
    assertEquals(known.expect(401).body(), unknown.expect(401).body());
    assertTrue(accounts.lastLetter(ANN).contains("new password"));
  }

  @Test
  void whoSignsUpTwiceIsToldByLetterThatThereIsAnAccount() {
    accounts.signUp(client, ANN);
    client.post("/accounts", null, new JsonObject().put("email", "ANN@studio.example")).expect(202);
    assertTrue(accounts.lastLetter(ANN).contains("account\nalready"));
    assertFalse(accounts.lastLetter(ANN).contains("con_"));
  }

  @Test
  void anAddressGetsThreeLettersAnHourForEachPurpose() {
    for (int i = 0; i < 5; i++) {
      client.post("/accounts", null, new JsonObject().put("email", ANN)).expect(202);
    }
    assertEquals(3, accounts.letterCount(ANN));
    accounts.pass(Duration.ofMinutes(61));
    client.post("/accounts", null, new JsonObject().put("email", ANN)).expect(202);
    assertEquals(4, accounts.letterCount(ANN));
  }

  @Test
  void aSessionEndsAfterTwelveHoursOrWhenItIsToldTo() {
    Signed ann = accounts.signUp(client, ANN);
    client.delete("/sessions/current", ann.session()).expect(204);
    client.get(ann.path(""), ann.session()).expect(401);
    String again = logIn(ANN, TestAccounts.PASSWORD).expect(201).json().getString("session");
    client.get(ann.path(""), again).expect(200);
    accounts.pass(Duration.ofHours(12));
    client.get(ann.path(""), again).expect(401);
  }

  @Test
  void aNewPasswordEndsAllSessionsAndTheOldPassword() {
    Signed ann = accounts.signUp(client, ANN);
    client.post("/accounts/password-reset", null, new JsonObject().put("email", ANN)).expect(202);
    String code = accounts.code(ANN);
    JsonObject reset = new JsonObject().put("code", code).put("password", "another password");
    String session =
        client
            .post("/accounts/password-reset/confirm", null, reset)
            .expect(200)
            .json()
            .getString("session");
    client.post("/accounts/password-reset/confirm", null, reset).expect(410);
    client.get(ann.path(""), ann.session()).expect(401);
    client.get(ann.path(""), session).expect(200);
    logIn(ANN, TestAccounts.PASSWORD).expect(401);
    logIn(ANN, "another password").expect(201);
  }

  @Test
  void guessingPasswordsIsSlowedAndTheOwnerGetsInByLetter() {
    Signed ann = accounts.signUp(client, ANN);
    Answer answer = logIn(ANN, "wrong");
    for (int i = 0; i < 5; i++) {
      answer = logIn(ANN, "wrong");
    }
    assertTrue(answer.expect(429).header("retry-after").isPresent());
    logIn(ANN, TestAccounts.PASSWORD).expect(429);
    client.post("/accounts/password-reset", null, new JsonObject().put("email", ANN)).expect(202);
    JsonObject reset =
        new JsonObject().put("code", accounts.code(ANN)).put("password", "another password");
    String session =
        client
            .post("/accounts/password-reset/confirm", null, reset)
            .expect(200)
            .json()
            .getString("session");
    client.get(ann.path(""), session).expect(200);
    accounts.pass(Duration.ofMinutes(2));
    logIn(ANN, "another password").expect(201);
  }

  @Test
  void secretsAreNotInTheDatabase() {
    Signed ann = accounts.signUp(client, ANN);
    String token = accounts.token(client, ann, Role.VIEWER);
    String kept =
        database.read(
            handle ->
                String.join(
                    " ",
                    handle
                        .select(
                            "SELECT hash FROM session UNION SELECT hash FROM api_token UNION SELECT"
                                + " hash FROM confirmation UNION SELECT password FROM account"
                                + " UNION SELECT detail FROM audit")
                        .mapTo(String.class)
                        .list()));
    assertNotEquals("", kept);
    for (String secret :
        new String[] {ann.session(), token, accounts.code(ANN), TestAccounts.PASSWORD}) {
      assertFalse(kept.contains(secret));
    }
    assertTrue(kept.contains("$argon2id$v=19$m=19456,t=2,p=1$"), kept);
  }

  private Answer logIn(String email, String password) {
    return client.post(
        "/sessions", null, new JsonObject().put("email", email).put("password", password));
  }
}
