package org.everswarm.tracker.shop.orders;

import java.util.List;
import java.util.Optional;
import org.everswarm.tracker.shop.orders.Order.State;
import org.everswarm.tracker.shop.receipts.Receipt;
import org.everswarm.tracker.shop.receipts.ReceiptsOffice;
import org.jdbi.v3.core.Handle;

/**
 * What follows from all that is known of a paid order's money: its state, and whether its receipt
 * is open. It follows from facts and not from their order, so events may come in any.
 */
final class Settlement {

  private final ReceiptsOffice office;
  private final OrderLetters letters;

  Settlement(OrderParts parts) {
    office = parts.office();
    letters = parts.letters();
  }

  /** Brings a paid order and its receipt up to what is known; in the caller's transaction. */
  void settle(Handle handle, String orderId) {
    Order order = OrderBook.get(handle, orderId);
    List<Dispute> disputes = MoneyBook.disputes(handle, orderId);
    long booked = 0;
    long certain = 0;
    for (Refund refund : settlingRefunds(handle, order)) {
      booked += refund.state() == Refund.State.BOOKED ? refund.amountMinor() : 0;
      certain += isCertain(refund) ? refund.amountMinor() : 0;
    }
    OrderBook.setRefunded(handle, orderId, booked);
    OrderBook.setState(handle, orderId, state(order, booked, disputes));
    boolean allBack = order.amountMinor() > 0 && certain >= order.amountMinor();
    settleReceipt(handle, order, allBack, disputes);
  }

  private void settleReceipt(Handle handle, Order order, boolean allBack, List<Dispute> disputes) {
    if (allBack || any(disputes, Dispute.State.LOST)) {
      office.close(handle, order.id(), Receipt.State.REVOKED);
    } else if (any(disputes, Dispute.State.OPEN)) {
      office.close(handle, order.id(), Receipt.State.SUSPENDED);
    } else {
      Optional<Receipt> reopened = office.open(handle, order.id());
      reopened.ifPresent(receipt -> letters.reopened(handle, order, receipt));
    }
  }

  private static State state(Order order, long booked, List<Dispute> disputes) {
    if (any(disputes, Dispute.State.LOST)) {
      return State.CHARGED_BACK;
    }
    if (any(disputes, Dispute.State.OPEN)) {
      return State.DISPUTED;
    }
    if (booked == 0) {
      return State.PAID;
    }
    return booked >= order.amountMinor() ? State.REFUNDED : State.PARTLY_REFUNDED;
  }

  /** Those of the payment that pays the order, not of one that came beside it. */
  static List<Refund> settlingRefunds(Handle handle, Order order) {
    Optional<Payment> settling = MoneyBook.settling(handle, order.id());
    return MoneyBook.refunds(handle, order.id()).stream()
        .filter(refund -> settling.filter(one -> one.ref().equals(refund.paymentRef())).isPresent())
        .toList();
  }

  /** Whether the money goes back for certain: what the processor has taken on, it does. */
  private static boolean isCertain(Refund refund) {
    return refund.state() == Refund.State.ACCEPTED || refund.state() == Refund.State.BOOKED;
  }

  private static boolean any(List<Dispute> disputes, Dispute.State state) {
    return disputes.stream().anyMatch(one -> one.state() == state);
  }
}
