package org.everswarm.tracker.shop.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.everswarm.tracker.shop.api.ShopClient.Answer;
import org.everswarm.tracker.shop.payment.CheckoutRequest;
import org.everswarm.tracker.shop.payment.PaymentCounters;
import org.everswarm.tracker.shop.payment.PaymentEvent;
import org.everswarm.tracker.shop.payment.PaymentEvent.Paid;
import org.everswarm.tracker.shop.payment.PaymentProcessor;
import org.everswarm.tracker.shop.payment.PaymentSettings;
import org.everswarm.tracker.shop.payment.ProcessorFees;
import org.everswarm.tracker.shop.payment.SandboxProcessor;
import org.everswarm.tracker.shop.payment.StripeBooks;
import org.everswarm.tracker.shop.payment.StripeBooks.Signed;
import org.everswarm.tracker.shop.payment.StripeDouble;
import org.everswarm.tracker.shop.payment.StripeProcessor;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Webhooks and the sandbox's page through the shop's own server. */
class PaymentsApiTest {

  private static final String WEBHOOK = "/webhooks/stripe";

  private final Vertx vertx = Vertx.vertx();
  private final Database database = TestDatabases.SQLITE.open();
  private final StripeBooks books = new StripeBooks(InstantSource.system());
  private final StripeDouble stripe = StripeDouble.start(vertx, books);
  private final List<PaymentEvent> told = new CopyOnWriteArrayList<>();
  private final List<String> raw = new CopyOnWriteArrayList<>();
  private final PaymentCounters counters = new PaymentCounters();
  private volatile @Nullable RuntimeException trouble;
  private @Nullable TestShop open;

  @AfterEach
  void close() {
    if (open != null) {
      open.close();
    }
    stripe.close();
    database.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private ShopClient shop(PaymentProcessor processor) {
    TestShop shop = new TestShop(new PaymentsApi(processor, this::take, counters).operations());
    open = shop;
    return shop.client();
  }

  private void take(String processor, PaymentEvent event, byte[] body) {
    RuntimeException now = trouble;
    if (now != null) {
      throw now;
    }
    told.add(event);
    raw.add(new String(body, StandardCharsets.UTF_8));
  }

  private StripeProcessor stripeProcessor() {
    return new StripeProcessor(
        new PaymentSettings.Stripe(
            ProcessorFees.usual(),
            StripeDouble.KEY,
            List.of("whsec_another", StripeBooks.SECRET),
            stripe.base()),
        InstantSource.system());
  }

  private SandboxProcessor sandbox() {
    return new SandboxProcessor(
        database,
        new Ids(new SecureRandom(), InstantSource.system()),
        InstantSource.system(),
        ProcessorFees.usual(),
        URI.create("http://shop.example/api/v1/sandbox/payments/"));
  }

  private static CheckoutRequest order(String id, String title) {
    return new CheckoutRequest(
        id,
        title,
        "buyer@mail.example",
        "usd",
        600,
        URI.create("https://shop.example/done"),
        URI.create("https://shop.example/back"));
  }

  private static Answer post(ShopClient shop, Signed signed) {
    return shop.send(
        "POST",
        WEBHOOK,
        null,
        Map.of(
            "Content-Type", "application/json; charset=utf-8", "Stripe-Signature", signed.header()),
        Buffer.buffer(signed.body()));
  }

  private long count(String label) {
    return Objects.requireNonNull(counters.byLabel().get(label)).getAsLong();
  }

  @Test
  void aGenuineWebhookIsTakenByteForByte() {
    StripeProcessor processor = stripeProcessor();
    ShopClient shop = shop(processor);
    books.pay(processor.begin(order("ord_1", "Ein Film: „Ü“ 🎬")).sessionId());
    String body = books.take().get(0).body().replace("\":", "\" :\t") + "\r\n ";
    post(shop, books.sign(body)).expect(204);
    assertEquals("ord_1", ((Paid) told.get(0)).orderId());
    assertEquals(List.of(body), raw);
    assertEquals(1, count("taken"));
  }

  @Test
  void aForgedReplayedOrTruncatedWebhookIsNotTaken() {
    StripeProcessor processor = stripeProcessor();
    ShopClient shop = shop(processor);
    books.pay(processor.begin(order("ord_1", "A film")).sessionId());
    Signed good = books.take().get(0);
    long now = Instant.now().getEpochSecond();
    post(shop, StripeBooks.sign(good.body(), "whsec_guess", now)).expect(400);
    post(shop, StripeBooks.sign(good.body(), StripeBooks.SECRET, now - 400)).expect(400);
    post(shop, new Signed(good.body().replace("600", "601"), good.header())).expect(400);
    String half = good.body().substring(0, good.body().length() - 10);
    post(shop, new Signed(half, good.header())).expect(400);
    assertEquals(List.of(), told);
    assertTrue(count("refused") >= 3);
    assertEquals(0, count("taken"));
    post(shop, good).expect(204);
  }

  @Test
  void aWebhookWithoutASignatureIsNotTaken() {
    ShopClient shop = shop(stripeProcessor());
    shop.post(WEBHOOK, null, new JsonObject().put("id", "evt_1")).expect(400);
    assertEquals(List.of(), told);
  }

  @Test
  void webhooksInDisorderAndTwiceAllArriveWithTheirIds() {
    StripeProcessor processor = stripeProcessor();
    ShopClient shop = shop(processor);
    for (int i = 0; i < 5; i++) {
      String session = processor.begin(order("ord_" + i, "A film")).sessionId();
      books.pay(session);
      books.refundAtDesk(books.paymentOf(session), 100);
      books.decide(books.dispute(books.paymentOf(session), 1500), true);
    }
    List<Signed> once = books.take();
    List<Signed> sent = new ArrayList<>(once);
    sent.addAll(once);
    Collections.shuffle(sent, new Random(5));
    sent.forEach(event -> post(shop, event).expect(204));
    assertEquals(sent.size(), told.size());
    assertEquals(once.size(), told.stream().map(PaymentEvent::eventId).distinct().count());
  }

  @Test
  void aWebhookThatCannotBeTakenNowIsSaidAgain() {
    StripeProcessor processor = stripeProcessor();
    ShopClient shop = shop(processor);
    books.pay(processor.begin(order("ord_1", "A film")).sessionId());
    Signed signed = books.take().get(0);
    trouble = new IllegalStateException("on purpose");
    post(shop, signed).expect(500);
    trouble = new Problem(Kind.UNAVAILABLE, "Not now.");
    post(shop, signed).expect(503);
    assertEquals(2, count("failed"));
    trouble = null;
    post(shop, signed).expect(204);
    assertEquals(1, told.size());
  }

  @Test
  void aShopWithoutStripeTakesNoWebhooks() {
    ShopClient shop = shop(sandbox());
    post(shop, books.sign("{\"id\":\"evt_1\"}")).expect(404);
  }

  @Test
  void aShopWithStripeHasNoPlayMoney() {
    ShopClient shop = shop(stripeProcessor());
    String path = "/sandbox/payments/sbp_" + "0".repeat(26);
    shop.get(path, null).expect(404);
    shop.send("POST", path + "?action=approve", null, Map.of(), Buffer.buffer()).expect(404);
  }

  @Test
  void aSandboxPaymentIsSeenAndDecided() {
    SandboxProcessor sandbox = sandbox();
    ShopClient shop = shop(sandbox);
    String path = "/sandbox/payments/" + sandbox.begin(order("ord_1", "A film")).sessionId();
    assertEquals("OPEN", shop.get(path, null).expect(200).json().getString("state"));
    assertEquals("PAID", act(shop, path, "approve").expect(200).json().getString("state"));
    act(shop, path, "approve").expect(409);
    act(shop, path, "steal").expect(400);
    act(shop, path, "refund&amountMinor=0").expect(400);
    act(shop, path, "refund&amountMinor=601").expect(409);
    JsonObject partly = act(shop, path, "refund&amountMinor=100").expect(200).json();
    assertEquals(100, partly.getLong("refundedMinor"));
    assertEquals("OPEN", act(shop, path, "dispute").expect(200).json().getString("dispute"));
    assertEquals("LOST", act(shop, path, "lose").expect(200).json().getString("dispute"));
    shop.get("/sandbox/payments/sbp_" + "0".repeat(26), null).expect(404);
    shop.get("/sandbox/payments/sbp_1", null).expect(400);
  }

  private static Answer act(ShopClient shop, String path, String action) {
    return shop.send("POST", path + "?action=" + action, null, Map.of(), Buffer.buffer());
  }

  @Test
  void thePageOfASandboxPaymentLeadsOnAsARealOneWould() throws Exception {
    SandboxProcessor sandbox = sandbox();
    shop(sandbox);
    String title = "<script>alert(\"1\")</script> & 'more'";
    URI page = sandbox.begin(order("ord_1", title)).payUrl();
    HttpResponse<String> shown = send("GET", page.getRawPath() + "?" + page.getRawQuery());
    assertEquals(200, shown.statusCode());
    assertEquals("text/html; charset=utf-8", shown.headers().firstValue("Content-Type").get());
    assertTrue(shown.headers().firstValue("Content-Security-Policy").isPresent());
    String html = shown.body();
    assertTrue(html.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp;"), html);
    assertFalse(html.contains("<script"), html);
    assertTrue(html.contains("?action=approve&amp;format=html"), html);
    HttpResponse<String> done = send("POST", page.getRawPath() + "?action=approve&format=html");
    assertEquals(303, done.statusCode());
    assertEquals("https://shop.example/done", done.headers().firstValue("Location").get());
  }

  /** As a browser does, with the type of an empty form. */
  private HttpResponse<String> send(String method, String target) throws Exception {
    int port = Objects.requireNonNull(open).port();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .method(method, BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
