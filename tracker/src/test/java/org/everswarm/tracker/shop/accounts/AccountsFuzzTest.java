package org.everswarm.tracker.shop.accounts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.everswarm.tracker.shop.accounts.TestAccounts.Signed;
import org.everswarm.tracker.shop.api.ShopClient;
import org.everswarm.tracker.shop.api.ShopClient.Answer;
import org.everswarm.tracker.shop.api.TestShop;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests with something odd in each place: refused in a sentence, never a failure of ours. */
@OnBothDatabases
class AccountsFuzzTest {

  private static final List<String> ODD =
      List.of(
          "\"\"",
          "null",
          "-1",
          "1e400",
          "1e3",
          "9223372036854775808",
          "0.5",
          "true",
          "[]",
          "{}",
          "[[[[]]]]",
          "{\"$ref\":\"#\"}",
          "\"' OR 1=1 --\"",
          "\"<script>alert(1)</script>\"",
          "\"=cmd|' /C calc'!A0\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\u0000\"",
          "\"\\\\u0000\"",
          "\"a@b.example\\n\"",
          "\"a@b.example\\r\\nBcc: c@d.example\"",
          "\"\u202e\ufeff\"",
          "\"" + "\ud83d\ude00".repeat(100) + "\"",
          "\"" + "a".repeat(10_000) + "\"",
          "\"con_00000000000000000000000000\"",
          "\"OWNER\"");

  private static final List<String> ODD_SEGMENTS =
      List.of("%00", "%0a", "%2e%2e", "..", "%2f", "a%20b", "%ff", "'", "x".repeat(3000), "%25");

  private final Database database;
  private final TestAccounts accounts;
  private final TestShop shop;
  private final ShopClient client;

  AccountsFuzzTest(TestDatabases kind) {
    database = kind.open();
    accounts = new TestAccounts(database, 1_000_000);
    shop = new TestShop(accounts.operations());
    client = shop.client();
  }

  @AfterEach
  void close() {
    shop.close();
    database.close();
  }

  private record Target(String method, String path, List<String> fields) {}

  private static List<Target> targets(Signed ann) {
    return List.of(
        new Target("POST", "/accounts", List.of("email")),
        new Target("POST", "/accounts/confirm", List.of("code", "password", "publisherName")),
        new Target("POST", "/accounts/password-reset", List.of("email")),
        new Target("POST", "/accounts/password-reset/confirm", List.of("code", "password")),
        new Target("POST", "/sessions", List.of("email", "password")),
        new Target("POST", "/invitations/accept", List.of("code", "password")),
        new Target("PATCH", ann.path(""), List.of("name")),
        new Target("POST", ann.path("/members"), List.of("email", "role")),
        new Target("PATCH", ann.path("/members/" + ann.accountId()), List.of("role")),
        new Target("POST", ann.path("/api-tokens"), List.of("name", "role", "validDays")));
  }

  private static JsonObject valid(Target target) {
    JsonObject all =
        new JsonObject()
            .put("email", "a@b.example")
            .put("code", "con_00000000000000000000000000")
            .put("password", "long enough to be one")
            .put("publisherName", "A name")
            .put("name", "A name")
            .put("role", "OWNER")
            .put("validDays", 3);
    JsonObject body = new JsonObject();
    target.fields().forEach(field -> body.put(field, all.getValue(field)));
    return body;
  }

  private void send(String method, String path, String bearer, String body) {
    Map<String, String> json = Map.of("Content-Type", "application/json");
    Answer answer = client.send(method, path, bearer, json, Buffer.buffer(body));
    assertTrue(answer.status() < 500, () -> method + " " + path + " " + body + answer.body());
  }

  @Test
  void oddValuesAreRefusedOrTakenAsTheyAre() {
    Signed ann = accounts.signUp(client, "ann@studio.example");
    for (Target target : targets(ann)) {
      for (String field : target.fields()) {
        for (String odd : ODD) {
          String whole = valid(target).put(field, "HERE").encode();
          send(target.method(), target.path(), ann.session(), whole.replace("\"HERE\"", odd));
        }
      }
      for (String odd : ODD) {
        send(target.method(), target.path(), ann.session(), odd);
      }
    }
  }

  @Test
  void oddPathsQueriesAndSecretsAreRefused() {
    Signed ann = accounts.signUp(client, "ann@studio.example");
    for (String odd : ODD_SEGMENTS) {
      for (String path :
          List.of(
              "/publishers/" + odd,
              "/" + odd,
              ann.path("/members/" + odd),
              ann.path("/api-tokens/" + odd),
              ann.path("/audit?cursor=" + odd),
              ann.path("/audit?limit=" + odd),
              ann.path("/members?other=" + odd))) {
        send("GET", path, ann.session(), "");
        send("DELETE", path, ann.session(), "");
      }
    }
    for (String secret : List.of("'", "ses_", "key_", "key_'--", "a".repeat(5000), "ses_%00")) {
      client.get(ann.path(""), secret).expect(401);
    }
  }

  @Test
  void randomBytesAreRefused() {
    Signed ann = accounts.signUp(client, "ann@studio.example");
    Random random = new Random(1);
    Map<String, String> json = Map.of("Content-Type", "application/json");
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[random.nextInt(200) + 1];
      random.nextBytes(bytes);
      client.send("POST", "/accounts", ann.session(), json, Buffer.buffer(bytes)).expect(400);
    }
  }
}
