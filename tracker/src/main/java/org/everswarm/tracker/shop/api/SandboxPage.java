package org.everswarm.tracker.shop.api;

import java.util.List;
import java.util.Locale;
import org.everswarm.tracker.shop.money.Currency;
import org.everswarm.tracker.shop.payment.SandboxPayment;
import org.everswarm.tracker.shop.payment.SandboxPayment.Action;
import org.everswarm.tracker.shop.payment.SandboxPayment.Dispute;
import org.everswarm.tracker.shop.payment.SandboxPayment.State;

/** The page of a sandbox payment: what it is for, and a button for everything that may follow. */
final class SandboxPage {

  private static final String FRAME =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>Play money</title>
      <style>body{font:16px sans-serif;max-width:32em;margin:3em auto;padding:0 1em}
      form{display:inline}button{font:inherit;padding:.5em 1em;margin:.2em}</style></head>
      <body><h1>Play money</h1>
      <p>This shop tries things out: nobody pays anything here.</p>
      <p><strong>%s</strong><br>%s, %s</p>
      <p>%s</p>
      </body></html>
      """;

  private SandboxPage() {}

  static String of(SandboxPayment payment) {
    StringBuilder buttons = new StringBuilder();
    actions(payment).forEach(action -> buttons.append(button(payment, action)));
    return FRAME.formatted(
        escaped(payment.title()),
        escaped(Currency.of(payment.currency()).format(payment.amountMinor())),
        lower(payment.state()) + (payment.dispute() == Dispute.NONE ? "" : ", disputed"),
        buttons);
  }

  private static List<Action> actions(SandboxPayment payment) {
    if (payment.state() == State.OPEN) {
      return List.of(Action.APPROVE, Action.DECLINE, Action.DELAY);
    }
    if (payment.state() == State.DELAYED) {
      return List.of(Action.APPROVE, Action.DECLINE);
    }
    if (payment.state() != State.PAID || payment.dispute() == Dispute.LOST) {
      return List.of();
    }
    if (payment.dispute() == Dispute.OPEN) {
      return List.of(Action.WIN, Action.LOSE);
    }
    boolean left = payment.refundedMinor() < payment.amountMinor();
    return !left
        ? List.of()
        : payment.dispute() == Dispute.WON
            ? List.of(Action.REFUND)
            : List.of(Action.REFUND, Action.DISPUTE);
  }

  private static String button(SandboxPayment payment, Action action) {
    String name = lower(action);
    return "<form method=\"post\" action=\"%s?action=%s&amp;format=html\"><button>%s</button></form>\n"
        .formatted(payment.id(), name, name);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
