package org.everswarm.tracker.shop.orders;

import static org.everswarm.tracker.shop.accounts.Secrets.hash;
import static org.everswarm.tracker.shop.receipts.ReceiptLetters.line;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.shop.catalogue.Bundle;
import org.everswarm.tracker.shop.catalogue.Catalogue;
import org.everswarm.tracker.shop.mail.Letter;
import org.everswarm.tracker.shop.mail.MailAddress;
import org.everswarm.tracker.shop.mail.Outbox;
import org.everswarm.tracker.shop.orders.SubscriberBook.State;
import org.everswarm.tracker.shop.orders.SubscriberBook.Subscriber;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.receipts.Claims;
import org.everswarm.tracker.shop.receipts.Entitlement;
import org.everswarm.tracker.shop.receipts.Limits;
import org.everswarm.tracker.shop.receipts.Links;
import org.everswarm.tracker.shop.receipts.Opening;
import org.everswarm.tracker.shop.receipts.Receipt;
import org.everswarm.tracker.shop.receipts.ReceiptDesk;
import org.everswarm.tracker.shop.receipts.ReceiptLetters;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;
import org.jdbi.v3.core.Handle;

/**
 * The e-mail gate: whoever leaves an address and proves that its mail reaches them gets a receipt
 * for what is behind that gate, and for nothing else. Thread-safe; blocks.
 */
public final class Subscriptions {

  private static final int LETTERS_A_DAY = 3;
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration CONFIRMABLE = Duration.ofDays(7);
  private static final Duration KEPT = Duration.ofDays(30);
  private static final int AT_ONCE = 500;

  private final Database database;
  private final OrderParts parts;
  private final Catalogue catalogue;
  private final Claims claims;
  private final Limits limits;
  private final Links links;
  private final ReceiptDesk desk;
  private final ReceiptLetters letters;
  private final Outbox outbox;
  private final Ids ids;
  private final InstantSource clock;

  public Subscriptions(
      OrderParts parts,
      Catalogue catalogue,
      Claims claims,
      Limits limits,
      Links links,
      ReceiptDesk desk,
      Outbox outbox) {
    database = parts.database();
    this.parts = parts;
    this.catalogue = catalogue;
    this.claims = claims;
    this.limits = limits;
    this.links = links;
    this.desk = desk;
    this.outbox = outbox;
    letters = new ReceiptLetters(links);
    ids = parts.ids();
    clock = parts.clock();
  }

  /**
   * Sends a letter to an address: to confirm it, or with the receipt that it has. What of both, and
   * whether the address was known, only that letter tells. At most three letters a day.
   *
   * @throws Problem NOT_FOUND if there is no such bundle, GONE if it is not for sale any more or
   *     was taken down, with the reason; CONFLICT if it has nothing behind an e-mail gate; INVALID
   *     if it is no address; TOO_MANY_REQUESTS if this network asks too often
   */
  public void ask(long bundleId, String typed, IpAddress source) {
    String email = MailAddress.checked(typed);
    limits.letter(source);
    database.update(handle -> ask(handle, bundle(handle, bundleId), email));
  }

  /**
   * Confirms an address with the code of a letter.
   *
   * @throws Problem NOT_FOUND if there is no such code, or it was used or is over
   */
  public Opening confirm(String code) {
    return database.write(handle -> confirm(handle, code));
  }

  /** Ends letters of the publisher; the receipt stays. Throws as {@link ReceiptDesk#view}. */
  public void unsubscribe(String number, Optional<String> claim) {
    database.update(
        handle -> {
          Receipt receipt = desk.find(handle, number, claim);
          if (receipt.kind() != Receipt.Kind.EMAIL) {
            // Whoever orders names any address; this one was confirmed by its mail.
            throw new Problem(Kind.CONFLICT, "This receipt was ordered: it has no subscription.");
          }
          SubscriberBook.unsubscribe(handle, receipt.bundleId(), receipt.email());
        });
  }

  /**
   * Forgets addresses that nobody confirmed, 30 days after the last letter to them; to be called
   * now and then. Returns whether more wait.
   */
  public boolean purge() {
    Instant before = now().minus(KEPT);
    return database.write(handle -> SubscriberBook.purge(handle, before, AT_ONCE)) == AT_ONCE;
  }

  private Bundle bundle(Handle handle, long bundleId) {
    Bundle bundle = catalogue.shown(handle, bundleId);
    if (catalogue.items(handle, bundleId).stream().noneMatch(item -> item.gate() == Gate.EMAIL)) {
      throw new Problem(Kind.CONFLICT, "Nothing of this bundle is given for an e-mail address.");
    }
    return bundle;
  }

  private void ask(Handle handle, Bundle bundle, String email) {
    Subscriber subscriber =
        SubscriberBook.find(handle, bundle.id(), email)
            .orElseGet(() -> fresh(handle, bundle, email));
    Instant now = now();
    boolean sameDay = subscriber.letteredAt().isAfter(now.minus(DAY));
    int letter = sameDay ? subscriber.letters() + 1 : 1;
    if (letter > LETTERS_A_DAY) {
      return;
    }
    SubscriberBook.lettered(
        handle, subscriber.id(), letter, sameDay ? subscriber.letteredAt() : now);
    if (subscriber.state() == State.CONFIRMED) {
      sendReceipt(handle, issue(handle, bundle, email));
    } else {
      sendCode(handle, bundle, subscriber);
    }
  }

  private Subscriber fresh(Handle handle, Bundle bundle, String email) {
    Subscriber subscriber =
        new Subscriber(ids.next("sub"), bundle.id(), email, State.PENDING, 0, now());
    SubscriberBook.insert(handle, subscriber, bundle.publisherId());
    return subscriber;
  }

  private Opening confirm(Handle handle, String code) {
    Subscriber subscriber =
        SubscriberBook.byConfirmation(handle, hash(code))
            .filter(one -> one.letteredAt().isAfter(now().minus(CONFIRMABLE)))
            .orElseThrow(
                () ->
                    new Problem(
                        Kind.NOT_FOUND,
                        "There is no such code, or it was used or is over: subscribe again."));
    SubscriberBook.confirm(handle, subscriber.id(), now());
    Bundle bundle = catalogue.find(handle, subscriber.bundleId()).orElseThrow();
    Receipt receipt = issue(handle, bundle, subscriber.email());
    sendReceipt(handle, receipt);
    return new Opening(receipt, claims.mint(handle, receipt.subject()));
  }

  private Receipt issue(Handle handle, Bundle bundle, String email) {
    return parts
        .office()
        .issue(
            handle,
            new Entitlement(
                Receipt.Kind.EMAIL,
                Optional.empty(),
                bundle.id(),
                bundle.publisherId(),
                bundle.title(),
                email));
  }

  private void sendCode(Handle handle, Bundle bundle, Subscriber subscriber) {
    String code = ids.next("con");
    SubscriberBook.setConfirmation(handle, subscriber.id(), hash(code));
    outbox.send(
        handle,
        new Letter(
            subscriber.email(),
            "Confirm your address for " + line(bundle.title()),
            """
            Somebody, probably you, left this address for "%s". Confirm it within a week
            to get your receipt; its publisher may then write to you:

            %s

            If it was not you, do nothing.
            """
                .formatted(line(bundle.title()), links.confirmation(code))));
  }

  private void sendReceipt(Handle handle, Receipt receipt) {
    String claim = claims.mint(handle, receipt.subject());
    outbox.send(
        handle,
        new Letter(
            receipt.email(),
            "Your receipt for " + line(receipt.title()),
            letters.opening(receipt, claim)
                + "\nThere you can also say that you want no letters of the publisher.\n"));
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
