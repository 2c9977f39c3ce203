package org.everswarm.tracker.shop.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.metainfo.MalformedMetainfo;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.receipt.GateIds;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.receipt.ReceiptVerifier;
import org.everswarm.tracker.shop.api.ShopClient.Answer;
import org.everswarm.tracker.shop.orders.Orders.Placed;
import org.everswarm.tracker.shop.payment.PaymentEvent.RefundFailed;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.Test;

/** What follows a purchase, by calls of the API alone. */
@OnBothDatabases
class SellingTest extends AtTheCounter {

  private static final String NO_ORDER = "ord_00000000000000000000000000";
  private static final String NO_CLAIM = "clm_00000000000000000000000000";

  SellingTest(TestDatabases kind) {
    super(kind);
  }

  @Test
  void whoPaidFetchesTorrentsThatCarryATokenOfTheirOwn() throws Exception {
    JsonObject placed = counter.bought("pay1");
    String claim = placed.getString("claim");
    JsonObject receipt = receipt(placed, claim);
    assertEquals("ACTIVE", receipt.getString("state"));
    assertEquals(3, receipt.getJsonArray("items").size());

    Metainfo paid = torrent(receipt, claim, Gate.PAID);
    ReceiptToken token = token(paid);
    assertEquals(till.shelf.torrent(till.bundle, Gate.PAID).infoHash(), paid.infoHash());
    assertTrue(new ReceiptVerifier(till.key.publicKey()).verify(token));
    assertEquals(till.bundle.id(), token.bundleId());
    assertEquals(ReceiptKind.BUYER, token.kind());
    String query = "?receipt=" + token.text();
    assertEquals(
        List.of(
            List.of("https://one.example/announce" + query, "http://two.example/announce" + query),
            List.of("udp://one.example:6969" + query)),
        paid.announceList());
    assertEquals(List.of("https://seed.example/ws/" + token.text() + "/film"), paid.urlList());
  }

  /**
   * The same receipt, but an id that opens nothing of what is paid for; and the other way round.
   */
  @Test
  void eachGateHasATokenThatOpensNoOther() throws Exception {
    JsonObject placed = counter.bought("pay1");
    String claim = placed.getString("claim");
    JsonObject receipt = receipt(placed, claim);

    ReceiptToken email = token(torrent(receipt, claim, Gate.EMAIL));
    assertEquals(GateIds.of(till.bundle.id(), Gate.EMAIL), email.bundleId());
    assertEquals(token(torrent(receipt, claim, Gate.PAID)).receiptId(), email.receiptId());
    Metainfo free = torrent(receipt, claim, Gate.FREE);
    assertTrue(free.announceList().get(0).get(0).endsWith("/announce"));
  }

  @Test
  void withoutTheClaimSecretNothingIsGivenAndNothingIsLearned() {
    JsonObject placed = counter.bought("pay1");
    JsonObject others = counter.bought("pay2");
    String order = placed.getJsonObject("order").getString("id");
    String number = receipt(placed, placed.getString("claim")).getString("number");
    String item = till.shelf.item(till.bundle, Gate.PAID).id();
    String none = "ES-0000-0000-0000";
    for (Map.Entry<String, String> pair :
        Map.of(
                "/orders/" + order,
                "/orders/" + NO_ORDER,
                "/orders/" + order + "/receipt",
                "/orders/" + NO_ORDER + "/receipt",
                "/receipts/" + number,
                "/receipts/" + none,
                "/receipts/" + number + "/items/" + item + "/torrent",
                "/receipts/" + none + "/items/" + item + "/torrent")
            .entrySet()) {
      for (String secret : List.of(NO_CLAIM, others.getString("claim"), order, number)) {
        Answer real = counter.client.get(pair.getKey(), secret).expect(404);
        assertEquals(counter.client.get(pair.getValue(), secret).body(), real.body());
      }
      Answer real = counter.client.get(pair.getKey(), null).expect(401);
      assertEquals(counter.client.get(pair.getValue(), null).body(), real.body());
    }
    counter.post("/receipts/" + number + "/reissue", others.getString("claim")).expect(404);
  }

  @Test
  void aRefundShutsTheReceiptAndTheNextFetchSaysWhy() {
    JsonObject placed = counter.bought("pay1");
    String claim = placed.getString("claim");
    JsonObject receipt = receipt(placed, claim);
    String refunds = refunds(placed);
    String alice = counter.session(till.shelf.alice);

    JsonObject part = new JsonObject().put("amountMinor", 100).put("reason", "Late.");
    JsonObject first = counter.post(refunds, alice, "key-1", part).expect(201).json();
    assertEquals("ACCEPTED", first.getString("state"));
    assertEquals(first, counter.post(refunds, alice, "key-1", part).expect(201).json());
    till.database.update(handle -> handle.execute("DELETE FROM idempotency"));
    assertEquals(first, counter.post(refunds, alice, "key-1", part).expect(201).json());
    assertEquals(1, till.processor.refunds.size());
    assertEquals("ACTIVE", receipt(placed, claim).getString("state"));

    counter.post(refunds, alice, "key-2", new JsonObject().put("amountMinor", 501)).expect(409);
    counter.post(refunds, alice, "key-3", new JsonObject()).expect(201);
    assertEquals(500, till.processor.refunds.get(1).amountMinor());
    assertEquals("REVOKED", receipt(placed, claim).getString("state"));
    assertEquals(1, till.shelf.told.revoked.size());
    counter.client.get(path(receipt, Gate.PAID), claim).expect(410);
  }

  @Test
  void onePublisherSeesNothingOfAnother() {
    JsonObject placed = counter.bought("pay1");
    String bob = counter.session(till.shelf.bob);
    String alices = "/publishers/" + till.shelf.alice.publisherId();
    String bobs = "/publishers/" + till.shelf.bob.publisherId();
    String refund = refunds(placed);
    for (String path : List.of("/sales", "/buyers.csv", "/subscribers.csv")) {
      counter.client.get(alices + path, bob).expect(404);
      counter.client.get(alices + path, null).expect(401);
      counter.client.get(alices + path, placed.getString("claim")).expect(401);
    }
    counter.post(refund, bob, "key-1", new JsonObject()).expect(404);
    counter.post(refund.replace(alices, bobs), bob, "key-2", new JsonObject()).expect(404);
    counter.post(alices + "/bundles/" + counter.bundle + "/owner-receipt", bob).expect(404);
    counter.post(bobs + "/bundles/" + counter.bundle + "/owner-receipt", bob).expect(404);
    assertEquals(List.of(), till.processor.refunds);
    assertEquals(
        0,
        counter.client.get(bobs + "/sales", bob).expect(200).json().getJsonArray("items").size());
  }

  @Test
  void aReasonForTheBooksIsALineThatIsWhatItLooksLike() {
    String refunds = refunds(counter.bought("pay1"));
    String alice = counter.session(till.shelf.alice);
    JsonObject reason = new JsonObject().put("reason", "\u202egnp.exe");
    counter.post(refunds, alice, "key-1", reason).expect(400);
    reason.put("reason", " asked for ");
    JsonObject refund = counter.post(refunds, alice, "key-2", reason).expect(201).json();
    assertEquals("asked for", refund.getString("reason"));
  }

  @Test
  void whoMayOnlyLookGivesNoMoneyBackAndTakesNoReceipt() {
    JsonObject placed = counter.bought("pay_1");
    String alice = counter.session(till.shelf.alice);
    till.database.update(
        h -> h.execute("UPDATE member SET role = 'VIEWER' WHERE account_id = 'acc_alice'"));
    String publisher = "/publishers/" + till.shelf.alice.publisherId();
    counter.client.get(publisher + "/sales", alice).expect(200);
    counter.post(refunds(placed), alice, "key-1", new JsonObject()).expect(403);
    counter.post(publisher + "/bundles/" + counter.bundle + "/owner-receipt", alice).expect(403);
    assertEquals(List.of(), till.processor.refunds);
  }

  @Test
  void aPublisherListsSalesPageByPageAndTakesItsBuyersAlong() {
    counter.bought("pay1");
    JsonObject formula = Counter.wish().put("email", "+1@example.org");
    JsonObject placed = counter.order(formula).expect(201).json();
    till.tell(Till.paid("ev2", placed.getJsonObject("order").getString("id"), "pay2"));
    counter.order(Counter.wish()).expect(201);
    String alice = counter.session(till.shelf.alice);
    String alices = "/publishers/" + till.shelf.alice.publisherId();

    JsonObject first = counter.client.get(alices + "/sales?limit=1", alice).expect(200).json();
    assertEquals("+1@example.org", sale(first).getString("email"));
    String next = alices + "/sales?limit=1&cursor=" + first.getString("next");
    JsonObject last = counter.client.get(next, alice).expect(200).json();
    assertEquals(Till.BUYER, sale(last).getString("email"));
    assertFalse(last.containsKey("next"));

    Answer csv = counter.client.get(alices + "/buyers.csv", alice).expect(200);
    List<String> lines = csv.body().toString().lines().toList();
    assertEquals(3, lines.size());
    assertTrue(lines.get(2).contains(",'+1@example.org,"), lines::toString);
    assertTrue(lines.get(1).contains(",600,0,6.00 USD,PAID,ES-"), lines::toString);
  }

  @Test
  void theLetterOpensTheReceipt() {
    counter.bought("pay1");
    Till.Opening opening = Till.opening(till.letters(Till.BUYER).get(0));
    counter.client.get("/receipts/" + opening.number(), opening.claim()).expect(200);
    String typed = opening.number().toLowerCase(java.util.Locale.ROOT).replace("-", "");
    counter.client.get("/receipts/" + typed, opening.claim()).expect(200);
  }

  @Test
  void aPublisherHasAReceiptOfItsOwn() throws Exception {
    String path =
        "/publishers/"
            + till.shelf.alice.publisherId()
            + "/bundles/"
            + counter.bundle
            + "/owner-receipt";
    String alice = counter.session(till.shelf.alice);
    JsonObject first = counter.post(path, alice).expect(200).json();
    JsonObject again = counter.post(path, alice).expect(200).json();
    assertEquals(first.getString("number"), again.getString("number"));
    String claim = again.getString("claim");
    JsonObject receipt =
        counter.client.get("/receipts/" + again.getString("number"), claim).expect(200).json();
    assertEquals(ReceiptKind.PUBLISHER, token(torrent(receipt, claim, Gate.PAID)).kind());
  }

  @Test
  void theOperatorSeesWhatNothingCameOf() {
    till.tell(Till.paid("ev1", NO_ORDER, "pay1"));
    JsonObject page =
        counter.client.get("/operator/payment-events", Counter.OPERATOR).expect(200).json();
    assertEquals("ev1", sale(page).getString("eventId"));
    counter.client.get("/operator/payment-events", counter.session(till.shelf.alice)).expect(401);
  }

  @Test
  void theOperatorTakesOffTheListWhatIsSettled() {
    till.tell(Till.paid("ev1", NO_ORDER, "pay1"));
    String path = "/operator/payment-events/dismiss";
    JsonObject dismissal =
        new JsonObject()
            .put("processor", FakeProcessor.NAME)
            .put("eventId", "ev1")
            .put("note", "given back at the processor's desk");
    counter.post(path, counter.session(till.shelf.alice), "key", dismissal).expect(401);
    counter.post(path, Counter.OPERATOR, "key", dismissal).expect(204);
    counter.post(path, Counter.OPERATOR, "key", dismissal).expect(404);
    JsonObject page =
        counter.client.get("/operator/payment-events", Counter.OPERATOR).expect(200).json();
    assertEquals(0, page.getJsonArray("items").size());
    assertEquals("DISMISSED", till.outcome("ev1"));
    assertEquals(
        1, till.count("SELECT count(*) FROM audit WHERE action = 'payment-event.dismiss'"));
  }

  @Test
  void theOperatorSeesTheRefundsThatCameToNothing() {
    Placed placed = till.bought("pay1");
    Refund refund = till.refund(placed, OptionalLong.empty(), "key");
    till.tell(
        new RefundFailed(
            "ev2", "failed", till.clock.instant(), "pay1", "re1", Optional.of(refund.id())));
    JsonObject page =
        counter.client.get("/operator/failed-refunds", Counter.OPERATOR).expect(200).json();
    assertEquals(refund.id(), sale(page).getString("id"));
    assertEquals("FAILED", sale(page).getString("state"));
    counter.client.get("/operator/failed-refunds", counter.session(till.shelf.alice)).expect(401);
  }

  @Test
  void lettersThatStrangersAskForLeaveTheBuyersOwnSecretGood() {
    JsonObject placed = counter.bought("pay1");
    String order = placed.getJsonObject("order").getString("id");
    for (int letter = 0; letter < 20; letter++) {
      till.database.update(handle -> till.claims.mint(handle, order));
    }
    counter.client.get("/orders/" + order, placed.getString("claim")).expect(200);
    assertEquals(10, till.count("SELECT count(*) FROM claim WHERE subject = '" + order + "'"));
  }

  @Test
  void reissuingEndsWhatWasBefore() throws Exception {
    JsonObject placed = counter.bought("pay1");
    String claim = placed.getString("claim");
    JsonObject receipt = receipt(placed, claim);
    ReceiptToken before = token(torrent(receipt, claim, Gate.PAID));
    String number = receipt.getString("number");

    String fresh =
        counter
            .post("/receipts/" + number + "/reissue", claim)
            .expect(200)
            .json()
            .getString("claim");
    assertEquals(List.of(before.receiptId()), till.shelf.told.revoked);
    counter.client.get("/receipts/" + number, claim).expect(404);
    ReceiptToken after = token(torrent(receipt, fresh, Gate.PAID));
    assertNotEquals(before.receiptId(), after.receiptId());
    Till.Opening letter = Till.opening(till.letters(Till.BUYER).get(1));
    counter.client.get("/receipts/" + number, letter.claim()).expect(200);
  }

  private static JsonObject sale(JsonObject page) {
    return page.getJsonArray("items").getJsonObject(0);
  }

  private static String path(JsonObject receipt, Gate gate) {
    JsonArray items = receipt.getJsonArray("items");
    Stream<JsonObject> all = items.stream().map(JsonObject.class::cast);
    JsonObject item =
        all.filter(one -> one.getString("gate").equals(gate.name())).findFirst().orElseThrow();
    return "/receipts/"
        + receipt.getString("number")
        + "/items/"
        + item.getString("id")
        + "/torrent";
  }

  private Metainfo torrent(JsonObject receipt, String claim, Gate gate) throws MalformedMetainfo {
    Answer answer = counter.client.get(path(receipt, gate), claim).expect(200);
    return Metainfo.parse(answer.body().getBytes());
  }

  private static ReceiptToken token(Metainfo torrent) {
    String url = torrent.announceList().get(0).get(0);
    ReceiptToken token = ReceiptToken.parse(url.substring(url.indexOf("=") + 1));
    assertNotNull(token);
    return token;
  }
}
