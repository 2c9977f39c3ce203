package org.everswarm.tracker.shop.orders;

import static org.everswarm.tracker.shop.receipts.ReceiptLetters.line;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.accounts.Publisher;
import org.everswarm.tracker.shop.accounts.Publishers;
import org.everswarm.tracker.shop.mail.Letter;
import org.everswarm.tracker.shop.mail.Outbox;
import org.everswarm.tracker.shop.money.Currency;
import org.everswarm.tracker.shop.receipts.Claims;
import org.everswarm.tracker.shop.receipts.Receipt;
import org.everswarm.tracker.shop.receipts.ReceiptLetters;
import org.jdbi.v3.core.Handle;

/** Letters to buyers and publishers about an order, sent in the caller's transaction. */
public final class OrderLetters {

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH);

  private final Outbox outbox;
  private final Claims claims;
  private final ReceiptLetters receipts;

  public OrderLetters(Outbox outbox, Claims claims, ReceiptLetters receipts) {
    this.outbox = outbox;
    this.claims = claims;
    this.receipts = receipts;
  }

  /**
   * The receipt to the buyer, the sale to the publisher if it is one: strangers make free orders.
   */
  void sold(Handle handle, Order order, Receipt receipt) {
    String seller = line(seller(handle, order));
    toBuyer(
        handle,
        order,
        "Your receipt for " + line(order.title()),
        """
        Thank you. This is what you bought, and how to get it.

        %s
        from %s
        %s, %s
        order %s, bundle %s

        %s"""
            .formatted(
                line(order.title()),
                seller,
                price(order),
                date(order.paidAt()),
                order.id(),
                BundleIds.hex(order.bundleId()),
                opening(handle, receipt)));
    if (order.amountMinor() == 0) {
      return;
    }
    toPublisher(
        handle,
        order,
        "Sold: " + line(order.title()),
        "%s, %s\nto %s\norder %s, receipt %s\n"
            .formatted(
                price(order), date(order.paidAt()), order.email(), order.id(), receipt.number()));
  }

  /** The bundle was taken down while its buyer paid: the money goes back. */
  void withdrawn(Handle handle, Order order) {
    toBuyer(
        handle,
        order,
        "Not sold: " + line(order.title()),
        """
        "%s" was taken down while you paid for it.
        Your %s go back to you; there is nothing to do. Order %s.
        """
            .formatted(line(order.title()), price(order), order.id()));
    tellPublisher(
        handle,
        order,
        "Not sold",
        "The bundle was taken down before this was paid; the buyer's money goes back.");
  }

  /** Money went back. */
  void refunded(Handle handle, Order order, long amountMinor, boolean ended) {
    String amount = Currency.of(order.currency()).format(amountMinor);
    toBuyer(
        handle,
        order,
        "Refund for " + line(order.title()),
        "%s go back to you for \"%s\", order %s.\n%s\n"
            .formatted(
                amount,
                line(order.title()),
                order.id(),
                ended ? "Its torrents open nothing any more." : "You keep your receipt."));
  }

  /** A dispute was won: the receipt is open again. */
  void reopened(Handle handle, Order order, Receipt receipt) {
    toBuyer(
        handle,
        order,
        "Your receipt for " + line(order.title()) + " is good again",
        "The torrents you fetched before open nothing any more; fetch them again.\n\n"
            + opening(handle, receipt));
  }

  /** What a publisher should know of an order beside its sale. */
  void tellPublisher(Handle handle, Order order, String subject, String text) {
    toPublisher(
        handle,
        order,
        subject + ": " + line(order.title()),
        text + "\norder " + order.id() + ", " + price(order) + "\n");
  }

  private static String seller(Handle handle, Order order) {
    return Publishers.find(handle, order.publisherId()).map(Publisher::name).orElse("");
  }

  private String opening(Handle handle, Receipt receipt) {
    return receipts.opening(receipt, claims.mint(handle, receipt.subject()));
  }

  private void toBuyer(Handle handle, Order order, String subject, String text) {
    outbox.send(handle, new Letter(order.email(), subject, text));
  }

  private void toPublisher(Handle handle, Order order, String subject, String text) {
    for (String owner : Publishers.addresses(handle, order.publisherId())) {
      outbox.send(handle, new Letter(owner, subject, text));
    }
  }

  private static String price(Order order) {
    return Currency.of(order.currency()).format(order.amountMinor());
  }

  private static String date(Optional<Instant> at) {
    return DATE.format(at.orElse(Instant.EPOCH).atOffset(ZoneOffset.UTC));
  }
}
