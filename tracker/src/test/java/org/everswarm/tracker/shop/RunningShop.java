package org.everswarm.tracker.shop;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.listen.Cidr;
import org.everswarm.tracker.shop.api.ShopClient;
import org.everswarm.tracker.shop.api.ShopClient.Answer;
import org.everswarm.tracker.shop.catalogue.Hosts;
import org.everswarm.tracker.shop.catalogue.Publication;
import org.everswarm.tracker.shop.catalogue.Shelf;
import org.everswarm.tracker.shop.catalogue.Swarms;
import org.everswarm.tracker.shop.catalogue.Word;
import org.everswarm.tracker.shop.mail.MailSettings;
import org.everswarm.tracker.shop.payment.PaymentSettings;
import org.everswarm.tracker.shop.payment.ProcessorFees;
import org.everswarm.tracker.shop.receipts.ReceiptTerms;
import org.everswarm.tracker.shop.store.DatabaseSettings;
import org.everswarm.tracker.shop.store.TestDatabases;

/**
 * A whole shop behind its port, with letters in a folder and play money, a bundle that is for sale
 * and a sale of it. It believes the proxy that its client is.
 */
final class RunningShop implements AutoCloseable {

  static final String OPERATOR = "the-operators-own-token";

  private static final Pattern CODE = Pattern.compile("con_[0-9a-v]{26}");
  private static final long WAIT_SECONDS = 60;

  private final Vertx vertx = Vertx.vertx();
  private final Path mail;
  private final Shop shop;
  private final ShopClient client;

  /** What there is, by the name that parameters of the document have. */
  private final Map<String, String> known = new HashMap<>();

  RunningShop(TestDatabases kind) {
    this(kind.fresh());
  }

  RunningShop(DatabaseSettings database) {
    try {
      mail = Files.createTempDirectory("letters");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    shop = Shop.open(settings(database), host());
    for (Deployable verticle : shop.verticles()) {
      await(vertx.deployVerticle(verticle));
    }
    client = new ShopClient(vertx, shop.actualPort());
    stock();
  }

  private ShopSettings settings(DatabaseSettings database) {
    return new ShopSettings(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        List.of(Cidr.parse("127.0.0.1")),
        URI.create("https://shop.example"),
        new Hosts(List.of(URI.create("https://tracker.example/announce")), List.of()),
        ReceiptTerms.standard(),
        database,
        new MailSettings("shop@example.org", new MailSettings.Folder(mail)),
        new PaymentSettings.Sandbox(ProcessorFees.usual(), false));
  }

  private ShopHost host() {
    SecureRandom random = new SecureRandom();
    ReceiptSigner signer = new ReceiptSigner(ReceiptPrivateKey.generate(1, random));
    return new ShopHost(
        new NoSwarms(),
        signer::sign,
        OPERATOR,
        vertx.createSharedWorkerExecutor("requests", 8),
        vertx.createSharedWorkerExecutor("payments", 8),
        vertx.createSharedWorkerExecutor("webhooks", 4),
        vertx.createSharedWorkerExecutor("chores", 4),
        random,
        InstantSource.system());
  }

  /** Swarms that take what they are told. */
  private static final class NoSwarms implements Swarms {
    @Override
    public void track(InfoHash infoHash, Gate gate, long bundleId, String name) {}

    @Override
    public void deny(InfoHash infoHash, String reason) {}

    @Override
    public void allow(InfoHash infoHash) {}

    @Override
    public void revoke(Revocation revocation) {}

    @Override
    public int tellAgain(List<Word> words) {
      return 0;
    }
  }

  ShopClient client() {
    return client;
  }

  int port() {
    return shop.actualPort();
  }

  /** Such as {@code bundleId}; and the secrets {@code member}, {@code buyer}, {@code operator}. */
  Optional<String> known(String name) {
    return Optional.ofNullable(known.get(name));
  }

  private String of(String name) {
    return known(name).orElseThrow();
  }

  private void stock() {
    JsonObject address = new JsonObject().put("email", "ann@example.org");
    client.post("/accounts", null, address).expect(202);
    JsonObject signUp =
        new JsonObject()
            .put("code", await(this::code))
            .put("password", "correct horse battery")
            .put("publisherName", "Ann");
    JsonObject ann = client.post("/accounts/confirm", null, signUp).expect(201).json();
    known.put("member", ann.getString("session"));
    known.put("operator", OPERATOR);
    known.put("publisherId", ann.getString("publisherId"));
    known.put("accountId", ann.getString("accountId"));
    known.put("month", "2026-11");
    known.put("currency", "usd");
    sell(publish());
    JsonObject takedown =
        new JsonObject().put("infoHash", "0".repeat(40)).put("reason", "a test of it");
    Answer taken = client.post("/operator/takedowns", OPERATOR, takedown).expect(201);
    known.put("takedownId", taken.json().getString("takedownId"));
    JsonObject draft = new JsonObject().put("name", "desk").put("role", "OWNER");
    Answer token = client.post(publisher("/api-tokens"), of("member"), draft).expect(201);
    known.put("tokenId", token.json().getString("tokenId"));
    JsonObject invited = new JsonObject().put("email", "cat@example.org").put("role", "VIEWER");
    client.post(publisher("/members"), of("member"), invited).expect(202);
    Answer open = client.get(publisher("/invitations"), of("member")).expect(200);
    known.put(
        "invitationId",
        open.json().getJsonArray("items").getJsonObject(0).getString("invitationId"));
  }

  private String publisher(String below) {
    return "/publishers/" + of("publisherId") + below;
  }

  private String publish() {
    String session = of("member");
    JsonObject title = new JsonObject().put("title", "The film");
    Answer draft = client.post(publisher("/bundles"), session, title).expect(201);
    String bundle = draft.json().getString("bundleId");
    String path = publisher("/bundles/" + bundle);
    for (Gate gate : Gate.values()) {
      JsonObject named = new JsonObject().put("name", gate.name()).put("gate", gate.name());
      Answer added = client.post(path + "/items", session, named).expect(201);
      String item = added.json().getString("itemId");
      client
          .send(
              "PUT",
              path + "/items/" + item + "/torrent",
              session,
              Map.of("Content-Type", "application/x-bittorrent"),
              Buffer.buffer(Shelf.torrent(gate.needsReceipt())))
          .expect(200);
      known.put("itemId", item);
    }
    JsonObject price =
        new JsonObject().put("currency", "usd").put("model", "FIXED").put("amountMinor", 600);
    JsonObject prices = new JsonObject().put("prices", new JsonArray().add(price));
    client.json("PUT", path + "/prices", session, prices).expect(200);
    JsonObject rights = new JsonObject().put("attestation", Publication.ATTESTATION);
    client.post(path + "/publish", session, rights).expect(200);
    known.put("bundleId", bundle);
    return bundle;
  }

  private void sell(String bundle) {
    JsonObject order = new JsonObject().put("currency", "usd").put("email", "bob@example.org");
    Answer placed =
        client
            .send(
                "POST",
                "/bundles/" + bundle + "/orders",
                null,
                Map.of("Content-Type", "application/json", "Idempotency-Key", "bob-buys-it-once"),
                order.toBuffer())
            .expect(201);
    JsonObject json = placed.json();
    String orderId = json.getJsonObject("order").getString("id");
    Matcher payment =
        Pattern.compile("sbp_[0-9a-v]{26}").matcher(json.getJsonObject("order").toString());
    if (!payment.find()) {
      throw new AssertionError(json);
    }
    known.put("buyer", json.getString("claim"));
    known.put("orderId", orderId);
    known.put("paymentId", payment.group());
    client.send(
        "POST",
        "/sandbox/payments/" + payment.group() + "?action=approve",
        null,
        Map.of(),
        Buffer.buffer());
    known.put("number", await(() -> receipt(orderId)));
  }

  private Optional<String> receipt(String orderId) {
    Answer answer = client.get("/orders/" + orderId + "/receipt", of("buyer"));
    return answer.status() == 200
        ? Optional.of(answer.json().getString("number"))
        : Optional.empty();
  }

  private Optional<String> code() {
    try (Stream<Path> letters = Files.list(mail)) {
      return letters.filter(file -> file.toString().endsWith(".eml")).findFirst().map(this::code);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private String code(Path letter) {
    try {
      Matcher matcher = CODE.matcher(Files.readString(letter));
      if (!matcher.find()) {
        throw new AssertionError("no code in " + letter);
      }
      return matcher.group();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String await(Supplier<Optional<String>> look) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    Optional<String> found = look.get();
    while (found.isEmpty()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("it did not come");
      }
      found = look.get();
    }
    return found.get();
  }

  private static <T> T await(Future<T> future) {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  @Override
  public void close() {
    await(vertx.close());
    shop.close();
  }
}
