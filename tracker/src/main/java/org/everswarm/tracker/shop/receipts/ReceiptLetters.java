package org.everswarm.tracker.shop.receipts;

import java.util.List;
import java.util.stream.Collectors;
import org.everswarm.tracker.shop.mail.Letter;

/** Letters to holders of receipts. */
public final class ReceiptLetters {

  private final Links links;

  public ReceiptLetters(Links links) {
    this.links = links;
  }

  /** The link that opens a receipt, with what it is good for. */
  public String opening(Receipt receipt, String claim) {
    return """
        Receipt %s
        %s

        With this link you fetch your torrents, as often as you need and always with today's
        addresses. Keep it to yourself: who has it has your receipt.
        """
        .formatted(receipt.number(), links.receipt(receipt.number(), claim));
  }

  Letter reissued(Receipt receipt, String claim) {
    return new Letter(
        receipt.email(),
        "Your receipt " + receipt.number() + " was reissued",
        """
        The torrents you fetched before for "%s" open nothing any more, and links in
        earlier letters have ended. Fetch your torrents again:

        %s"""
            .formatted(line(receipt.title()), opening(receipt, claim)));
  }

  Letter frozen(Receipt receipt, String claim) {
    return new Letter(
        receipt.email(),
        "Your receipt " + receipt.number() + " is frozen",
        """
        Your receipt for "%s" was used from more networks within a day than one
        household has, so trackers refuse it for now. Reissue it with the link below: torrents
        that others have of you end, and you go on with new ones.

        %s"""
            .formatted(line(receipt.title()), opening(receipt, claim)));
  }

  /** The publisher's own; whoever may have a secret of it asks the shop for one. */
  Letter ownersFrozen(Receipt receipt, String owner) {
    return new Letter(
        owner,
        "Your own receipt " + receipt.number() + " is frozen",
        """
        Your own receipt for "%s" was used from more networks within a day than one
        household has, so trackers refuse it for now. Ask the shop for your own receipt of the
        bundle again, and reissue it: torrents that others have of you end, and you go on with
        new ones.
        """
            .formatted(line(receipt.title())));
  }

  Letter lost(String email, List<String> openings) {
    return new Letter(
        email,
        "Your receipts",
        "Somebody, probably you, asked for the receipts of this address.\n\n"
            + openings.stream().collect(Collectors.joining("\n")));
  }

  /** A title in one line, for subjects and sentences. */
  public static String line(String title) {
    return title
        .codePoints()
        .map(c -> Character.isISOControl(c) || isLineEnd(c) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isLineEnd(int c) {
    int type = Character.getType(c);
    return type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE;
  }
}
