package org.everswarm.tracker.shop;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.everswarm.tracker.shop.accounts.Sessions;
import org.everswarm.tracker.shop.api.Lane;
import org.everswarm.tracker.shop.api.Operation;
import org.everswarm.tracker.shop.api.PaymentsApi;
import org.everswarm.tracker.shop.api.ShopServer;
import org.everswarm.tracker.shop.audit.Audit;
import org.everswarm.tracker.shop.mail.MailCounters;
import org.everswarm.tracker.shop.mail.MailSender;
import org.everswarm.tracker.shop.mail.Outbox;
import org.everswarm.tracker.shop.payment.PaymentCounters;
import org.everswarm.tracker.shop.payment.PaymentProcessor;
import org.everswarm.tracker.shop.payment.PaymentSettings;
import org.everswarm.tracker.shop.payment.PaymentSettings.Sandbox;
import org.everswarm.tracker.shop.payment.SandboxDelivery;
import org.everswarm.tracker.shop.payment.SandboxProcessor;
import org.everswarm.tracker.shop.payment.StripeProcessor;
import org.everswarm.tracker.shop.receipts.Links;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;

/** A shop's parts, made and joined over its open database. Thread-safe. */
public final class Shop implements AutoCloseable {

  /** What the processor says while its earlier words are taken; it says the rest again. */
  private static final int WEBHOOKS_IN_FLIGHT = 128;

  private final ShopSettings settings;
  private final ShopHost host;
  private final Database database;
  private final Ids ids;
  private final MailCounters letters = new MailCounters();
  private final PaymentCounters payments = new PaymentCounters();
  private final Figures figures;
  private final PaymentProcessor processor;
  private final Selling selling;
  private final ShopServer server;

  private Shop(ShopSettings settings, ShopHost host, Database database) {
    this.settings = settings;
    this.host = host;
    this.database = database;
    InstantSource clock = host.clock();
    ids = new Ids(host.random(), clock);
    figures = new Figures(database, clock);
    processor = processor();
    Audit audit = new Audit(clock, ids);
    Outbox outbox = new Outbox(ids, clock);
    Sessions sessions = new Sessions(database, clock, ids, host.operatorToken());
    selling = new Selling(settings, host, database, ids, audit, outbox, processor);
    Map<String, Operation> operations = new HashMap<>();
    operations.putAll(
        new People(settings, host, database, ids, audit, outbox, sessions, selling::memberLeft)
            .operations());
    operations.putAll(selling.operations(sessions));
    operations.putAll(new PaymentsApi(processor, selling.fulfilment(), payments).operations());
    Lane webhooks = new Lane(host.webhooks(), WEBHOOKS_IN_FLIGHT);
    operations.computeIfPresent("receiveStripeEvent", (id, one) -> webhooks.carrying(one));
    server =
        new ShopServer(
            settings.bind(),
            settings.trustedProxies(),
            operations,
            host.requests(),
            sessions::caller);
  }

  /**
   * Opens the database and brings its schema up to date; blocks.
   *
   * @throws RuntimeException if that fails
   */
  public static Shop open(ShopSettings settings, ShopHost host) {
    Database database = Database.open(settings.database());
    try {
      return new Shop(settings, host, database);
    } catch (RuntimeException failed) {
      database.close();
      throw failed;
    }
  }

  private PaymentProcessor processor() {
    if (settings.payment() instanceof Sandbox sandbox) {
      return new SandboxProcessor(
          database,
          ids,
          host.clock(),
          sandbox.fees(),
          new Links(settings.base()).at("/api/v1/sandbox/payments/"));
    }
    return new StripeProcessor((PaymentSettings.Stripe) settings.payment(), host.clock());
  }

  /** What is to be deployed, once each, in this order: the API comes last. */
  public List<Deployable> verticles() {
    List<Deployable> all = new ArrayList<>();
    all.addAll(selling.chores(figures));
    all.add(new MailSender(settings.mail(), database, host.chores(), host.clock(), letters));
    if (settings.payment() instanceof Sandbox sandbox) {
      all.add(delivery(sandbox));
    }
    all.add(server);
    return all;
  }

  private SandboxDelivery delivery(Sandbox sandbox) {
    return new SandboxDelivery(
        (SandboxProcessor) processor,
        database,
        host.chores(),
        host.webhooks(),
        host.clock(),
        selling.fulfilment(),
        payments,
        sandbox.disorderly() ? Optional.of(host.random()) : Optional.empty());
  }

  /** Shows what it counts. */
  public void bind(MeterRegistry registry, DoubleSupplier signingKeyAgeSeconds) {
    ShopMeters meters = new ShopMeters(registry);
    meters.requests(server.counters());
    meters.letters(letters);
    meters.payments(payments);
    meters.figures(figures);
    meters.signingKey(signingKeyAgeSeconds);
  }

  /** A token is used in too many networks: its receipt is closed and its holder told. Blocks. */
  public void freeze(long receiptId) {
    selling.freeze(receiptId);
  }

  /** The port of the API, once deployed. */
  public int actualPort() {
    return server.actualPort();
  }

  /** Closes the database; the verticles are gone by then. */
  @Override
  public void close() {
    database.close();
  }
}
