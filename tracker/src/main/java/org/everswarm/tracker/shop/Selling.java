package org.everswarm.tracker.shop;

import io.vertx.core.Deployable;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.everswarm.tracker.shop.accounts.Sessions;
import org.everswarm.tracker.shop.api.CatalogueApi;
import org.everswarm.tracker.shop.api.Idempotent;
import org.everswarm.tracker.shop.api.Lane;
import org.everswarm.tracker.shop.api.MoneyApi;
import org.everswarm.tracker.shop.api.Operation;
import org.everswarm.tracker.shop.api.OrdersApi;
import org.everswarm.tracker.shop.api.ReceiptsApi;
import org.everswarm.tracker.shop.api.ShopFrontApi;
import org.everswarm.tracker.shop.api.TakedownsApi;
import org.everswarm.tracker.shop.api.TroublesApi;
import org.everswarm.tracker.shop.audit.Audit;
import org.everswarm.tracker.shop.catalogue.Catalogue;
import org.everswarm.tracker.shop.catalogue.Desk;
import org.everswarm.tracker.shop.catalogue.Effects;
import org.everswarm.tracker.shop.catalogue.OpenTorrents;
import org.everswarm.tracker.shop.catalogue.Retelling;
import org.everswarm.tracker.shop.ledger.Ledger;
import org.everswarm.tracker.shop.mail.Outbox;
import org.everswarm.tracker.shop.money.FeeTerms;
import org.everswarm.tracker.shop.orders.Exports;
import org.everswarm.tracker.shop.orders.Fulfilment;
import org.everswarm.tracker.shop.orders.OrderLetters;
import org.everswarm.tracker.shop.orders.OrderParts;
import org.everswarm.tracker.shop.orders.Orders;
import org.everswarm.tracker.shop.orders.Refunds;
import org.everswarm.tracker.shop.orders.Subscriptions;
import org.everswarm.tracker.shop.orders.Troubles;
import org.everswarm.tracker.shop.payment.PaymentProcessor;
import org.everswarm.tracker.shop.receipts.Claims;
import org.everswarm.tracker.shop.receipts.Limits;
import org.everswarm.tracker.shop.receipts.Links;
import org.everswarm.tracker.shop.receipts.LostReceipts;
import org.everswarm.tracker.shop.receipts.OwnerReceipts;
import org.everswarm.tracker.shop.receipts.PersonalTorrents;
import org.everswarm.tracker.shop.receipts.ReceiptDesk;
import org.everswarm.tracker.shop.receipts.ReceiptLetters;
import org.everswarm.tracker.shop.receipts.ReceiptsOffice;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;
import org.jdbi.v3.core.Handle;

/** The parts that sell: what there is, who ordered it, and what opens it. */
final class Selling {

  /** Orders and refunds that wait for the processor, or for those that do. */
  private static final int PROCESSOR_IN_FLIGHT = 128;

  private final ShopSettings settings;
  private final ShopHost host;
  private final Database database;
  private final Audit audit;
  private final Ledger ledger;
  private final Effects effects;
  private final Desk desk;
  private final ReceiptDesk receiptDesk;
  private final Freezes freezes;
  private final LostReceipts lost;
  private final OwnerReceipts owners;
  private final Subscriptions subscriptions;
  private final Orders orders;
  private final Refunds refunds;
  private final Fulfilment fulfilment;
  private final Troubles troubles;

  Selling(
      ShopSettings settings,
      ShopHost host,
      Database database,
      Ids ids,
      Audit audit,
      Outbox outbox,
      PaymentProcessor processor) {
    this.settings = settings;
    this.host = host;
    this.database = database;
    this.audit = audit;
    InstantSource clock = host.clock();
    ledger = new Ledger(clock);
    effects = new Effects(database, host.swarms(), clock);
    desk = new Desk(database, effects, audit, outbox, ids, clock);
    Catalogue catalogue = desk.catalogue();
    Links links = new Links(settings.base());
    Claims claims = new Claims(ids, clock);
    Limits limits = new Limits(clock);
    ReceiptLetters letters = new ReceiptLetters(links);
    ReceiptsOffice office = new ReceiptsOffice(settings.receipts(), effects, host.random(), clock);
    PersonalTorrents torrents = new PersonalTorrents(catalogue, host.signer(), settings::hosts);
    receiptDesk =
        new ReceiptDesk(database, office, torrents, claims, limits, letters, outbox, effects);
    freezes = new Freezes(receiptDesk::freeze);
    OrderParts parts =
        new OrderParts(
            database,
            ledger,
            office,
            new OrderLetters(outbox, claims, letters),
            processor,
            effects,
            audit,
            ids,
            clock);
    orders = new Orders(parts, catalogue, claims, links, limits, FeeTerms.standard(), receiptDesk);
    refunds = new Refunds(parts);
    fulfilment = new Fulfilment(parts, refunds);
    troubles = new Troubles(parts);
    lost = new LostReceipts(database, claims, limits, letters, outbox, clock);
    owners = new OwnerReceipts(database, catalogue, office, claims, audit);
    subscriptions = new Subscriptions(parts, catalogue, claims, limits, links, receiptDesk, outbox);
  }

  void freeze(long receiptId) {
    freezes.freeze(receiptId);
  }

  void memberLeft(Handle handle, String publisherId) {
    owners.endClaims(handle, publisherId);
  }

  Fulfilment fulfilment() {
    return fulfilment;
  }

  List<Deployable> chores(Figures figures) {
    Retelling retelling = new Retelling(database, host.swarms(), host.clock());
    List<BooleanSupplier> seldom =
        List.of(
            orders::expire,
            orders::forget,
            subscriptions::purge,
            () -> {
              figures.read();
              return retelling.forget() > 0;
            });
    return List.of(
        new Chores(effects, retelling, freezes, seldom, host.chores(), host.clock()),
        new RefundRounds(refunds, host.payments()));
  }

  Map<String, Operation> operations(Sessions sessions) {
    Map<String, Operation> all = new HashMap<>();
    OpenTorrents torrents = new OpenTorrents(desk.catalogue(), settings::hosts);
    all.putAll(new CatalogueApi(database, desk, sessions).operations());
    all.putAll(new ShopFrontApi(database, desk, torrents).operations());
    all.putAll(new TakedownsApi(database, desk, sessions).operations());
    Idempotent idempotent = new Idempotent(database, host.clock());
    all.putAll(new MoneyApi(database, ledger, audit, idempotent, sessions).operations());
    Exports exports = new Exports(database, audit);
    all.putAll(new OrdersApi(orders, refunds, exports, sessions, idempotent).operations());
    all.putAll(new TroublesApi(troubles, sessions).operations());
    Lane payments = new Lane(host.payments(), PROCESSOR_IN_FLIGHT);
    Stream.of("placeOrder", "refundSale")
        .forEach(id -> all.computeIfPresent(id, (name, one) -> payments.carrying(one)));
    all.putAll(new ReceiptsApi(receiptDesk, lost, owners, subscriptions, sessions).operations());
    return all;
  }
}
