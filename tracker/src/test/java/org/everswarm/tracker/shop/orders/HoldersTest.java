package org.everswarm.tracker.shop.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holders of receipts do with them, and how one gets a receipt for an address. */
@OnBothDatabases
class HoldersTest {

  private static final Pattern CODE = Pattern.compile("con_[0-9a-v]{26}");
  private static final String READER = "reader@example.org";

  private final Counter counter;
  private final Till till;

  HoldersTest(TestDatabases kind) {
    counter = new Counter(kind);
    till = counter.till;
  }

  @AfterEach
  void close() {
    counter.close();
  }

  @Test
  void anAddressOpensItsGateAndNotThePaidOne() {
    subscribe(READER);
    JsonObject code = new JsonObject().put("code", code());
    JsonObject opening =
        counter.client.post("/subscriptions/confirm", null, code).expect(200).json();
    String claim = opening.getString("claim");

    fetch(opening, Gate.EMAIL, claim, 200);
    fetch(opening, Gate.FREE, claim, 200);
    fetch(opening, Gate.PAID, claim, 403);
    counter.client.post("/subscriptions/confirm", null, code).expect(404);
    assertEquals(2, subscribers().size());

    String unsubscribe = "/receipts/" + opening.getString("number") + "/unsubscribe";
    counter.post(unsubscribe, "clm_00000000000000000000000000").expect(404);
    counter.post(unsubscribe, claim).expect(204);
    assertEquals(1, subscribers().size());
    fetch(opening, Gate.EMAIL, claim, 200);
  }

  @Test
  void anUnconfirmedAddressIsNoSubscriberAndIsForgotten() {
    subscribe(READER);
    assertEquals(1, subscribers().size());
    String code = code();
    till.shelf.now.addAndGet(Duration.ofDays(8).toMillis());
    counter
        .client
        .post("/subscriptions/confirm", null, new JsonObject().put("code", code))
        .expect(404);
    till.shelf.now.addAndGet(Duration.ofDays(30).toMillis());
    assertFalse(till.subscriptions.purge());
    assertEquals(0, till.count("SELECT count(*) FROM subscriber"));
  }

  @Test
  void nobodyIsSentMoreThanThreeLettersADayByStrangers() {
    for (int i = 0; i < 6; i++) {
      subscribe(READER);
    }
    assertEquals(3, till.letters(READER).size());
    counter.bought("pay1");
    for (int i = 0; i < 4; i++) {
      sendLost(Till.BUYER);
      till.shelf.now.addAndGet(Duration.ofMinutes(2).toMillis());
    }
    assertEquals(1 + 3, till.letters(Till.BUYER).size());
  }

  @Test
  void aLostReceiptComesToItsAddressAndStrangersLearnNothing() {
    counter.bought("pay1");
    JsonObject known = sendLost(" Buyer@Example.ORG");
    JsonObject unknown = sendLost("nobody@example.org");
    assertEquals(known, unknown);
    assertEquals(List.of(), till.letters("nobody@example.org"));
    Till.Opening opening = Till.opening(till.letters(Till.BUYER).get(1));
    counter.client.get("/receipts/" + opening.number(), opening.claim()).expect(200);
  }

  @Test
  void whoFetchesTooOftenWaitsAndIsNeverLockedOut() {
    counter.bought("pay1");
    Till.Opening opening = Till.opening(till.letters(Till.BUYER).get(0));
    String item = till.shelf.item(till.bundle, Gate.PAID).id();
    Optional<String> claim = Optional.of(opening.claim());
    for (int i = 0; i < 100; i++) {
      Optional<String> wrong = Optional.of("clm_00000000000000000000000000");
      assertThrows(Problem.class, () -> till.desk.torrent(opening.number(), wrong, item));
    }
    for (int i = 0; i < 60; i++) {
      till.desk.torrent(opening.number(), claim, item);
    }
    String path = "/receipts/" + opening.number() + "/items/" + item + "/torrent";
    String wait =
        counter.client.get(path, opening.claim()).expect(429).header("retry-after").orElseThrow();
    till.shelf.now.addAndGet(1000 * Long.parseLong(wait));
    counter.client.get(path, opening.claim()).expect(200);
  }

  @Test
  void aTokenLastsAnewWhenItIsFetchedInItsLastQuarter() {
    counter.bought("pay1");
    Till.Opening opening = Till.opening(till.letters(Till.BUYER).get(0));
    String item = till.shelf.item(till.bundle, Gate.PAID).id();
    Optional<String> claim = Optional.of(opening.claim());
    long first = notAfter();

    till.shelf.now.addAndGet(Duration.ofDays(500).toMillis());
    till.desk.torrent(opening.number(), claim, item);
    assertEquals(first, notAfter());
    till.shelf.now.addAndGet(Duration.ofDays(60).toMillis());
    till.desk.torrent(opening.number(), claim, item);
    assertEquals(first + 560 * 24, notAfter());
    till.shelf.now.addAndGet(Duration.ofDays(5000).toMillis());
    till.desk.torrent(opening.number(), claim, item);
    assertEquals(1, till.count("SELECT count(*) FROM receipt_token"));
  }

  @Test
  void aFrozenReceiptIsGoodAgainWhenItsHolderReissuesIt() {
    counter.bought("pay1");
    Till.Opening opening = Till.opening(till.letters(Till.BUYER).get(0));
    String item = till.shelf.item(till.bundle, Gate.PAID).id();
    String path = "/receipts/" + opening.number();
    long token = BundleIds.parse(till.text("SELECT id FROM receipt_token")).orElseThrow();

    till.desk.freeze(token);
    till.desk.freeze(token);
    assertEquals(2, till.letters(Till.BUYER).size());
    assertEquals(List.of(token), till.shelf.told.revoked);
    counter.client.get(path + "/items/" + item + "/torrent", opening.claim()).expect(409);
    String fresh =
        counter.post(path + "/reissue", opening.claim()).expect(200).json().getString("claim");
    counter.client.get(path + "/items/" + item + "/torrent", fresh).expect(200);
    till.desk.freeze(token);
    assertEquals("ACTIVE", counter.client.get(path, fresh).expect(200).json().getString("state"));
  }

  @Test
  void aPublisherIsToldThatItsOwnReceiptIsFrozen() {
    String path =
        "/publishers/"
            + till.shelf.alice.publisherId()
            + "/bundles/"
            + counter.bundle
            + "/owner-receipt";
    String alice = counter.session(till.shelf.alice);
    JsonObject own = counter.post(path, alice).expect(200).json();
    till.desk.freeze(BundleIds.parse(till.text("SELECT id FROM receipt_token")).orElseThrow());
    String address = till.shelf.alice.accountId() + "@example.org";
    assertEquals(1, till.letters(address).size());
    assertTrue(till.text("SELECT subject FROM mail").contains(own.getString("number")));
    assertFalse(till.letters(address).get(0).contains("clm_"));
    String claim = counter.post(path, alice).expect(200).json().getString("claim");
    counter.post("/receipts/" + own.getString("number") + "/reissue", claim).expect(200);
    assertEquals("ACTIVE", till.text("SELECT state FROM receipt"));
  }

  @Test
  void noSecretIsKeptInTheClear() {
    JsonObject placed = counter.bought("pay1");
    String claim = placed.getString("claim");
    assertTrue(claim.startsWith("clm_"));
    assertFalse(till.text("SELECT hash FROM claim ORDER BY created_at LIMIT 1").contains(claim));
    assertEquals(64, till.text("SELECT hash FROM claim LIMIT 1").length());
  }

  private void subscribe(String email) {
    JsonObject body = new JsonObject().put("email", email);
    counter.client.post("/bundles/" + counter.bundle + "/subscriptions", null, body).expect(202);
  }

  private JsonObject sendLost(String email) {
    JsonObject body = new JsonObject().put("email", email.strip());
    return counter.client.post("/receipts/lost", null, body).expect(202).json();
  }

  private String code() {
    Matcher code = CODE.matcher(till.letters(READER).get(0));
    assertTrue(code.find());
    return code.group();
  }

  private void fetch(JsonObject opening, Gate gate, String claim, int status) {
    String item = till.shelf.item(till.bundle, gate).id();
    String path = "/receipts/" + opening.getString("number") + "/items/" + item + "/torrent";
    counter.client.get(path, claim).expect(status);
  }

  private List<String> subscribers() {
    String path = "/publishers/" + till.shelf.alice.publisherId() + "/subscribers.csv";
    return counter
        .client
        .get(path, counter.session(till.shelf.alice))
        .expect(200)
        .body()
        .toString()
        .lines()
        .toList();
  }

  private long notAfter() {
    return till.count("SELECT not_after_hours FROM receipt_token WHERE revoked_at IS NULL");
  }
}
