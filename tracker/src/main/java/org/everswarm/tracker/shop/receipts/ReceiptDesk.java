package org.everswarm.tracker.shop.receipts;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.everswarm.tracker.shop.accounts.Publisher;
import org.everswarm.tracker.shop.accounts.Publishers;
import org.everswarm.tracker.shop.catalogue.Effects;
import org.everswarm.tracker.shop.mail.Outbox;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.receipts.Receipt.State;
import org.everswarm.tracker.shop.store.Database;
import org.jdbi.v3.core.Handle;

/**
 * What holders of receipts may do, who show a claim secret: see them, fetch torrents as often as
 * they need, and have a token replaced. Thread-safe; blocks.
 */
public final class ReceiptDesk {

  private static final String WHAT = "receipt";

  private final Database database;
  private final ReceiptsOffice office;
  private final PersonalTorrents torrents;
  private final Claims claims;
  private final Limits limits;
  private final ReceiptLetters letters;
  private final Outbox outbox;
  private final Effects effects;

  public ReceiptDesk(
      Database database,
      ReceiptsOffice office,
      PersonalTorrents torrents,
      Claims claims,
      Limits limits,
      ReceiptLetters letters,
      Outbox outbox,
      Effects effects) {
    this.database = database;
    this.office = office;
    this.torrents = torrents;
    this.claims = claims;
    this.limits = limits;
    this.letters = letters;
    this.outbox = outbox;
    this.effects = effects;
  }

  /**
   * The receipt of a number, as somebody typed it.
   *
   * @throws Problem UNAUTHENTICATED without a secret; NOT_FOUND alike if there is no such receipt
   *     and if the secret is not its
   */
  public ReceiptView view(String number, Optional<String> secret) {
    return database.read(handle -> view(handle, open(handle, number, secret)));
  }

  /** The receipt of a number, in the caller's transaction; throws as {@link #view}. */
  public Receipt find(Handle handle, String number, Optional<String> secret) {
    return open(handle, number, secret);
  }

  /** The receipt of an order whose claim secret was checked; empty if there is none yet. */
  public Optional<ReceiptView> ofOrder(Handle handle, String orderId) {
    return office.ofOrder(handle, orderId).map(receipt -> view(handle, receipt));
  }

  /**
   * The .torrent of an item's newest release with today's hosts; prolongs the token when it nears
   * its end.
   *
   * @throws Problem as {@link #view}; GONE or CONFLICT if the receipt opens nothing now; FORBIDDEN
   *     if it does not open this item; TOO_MANY_REQUESTS if it fetches too often
   */
  public TorrentFile torrent(String number, Optional<String> secret, String itemId) {
    Receipt receipt = database.read(handle -> open(handle, number, secret));
    limits.fetch(receipt.number());
    requireActive(receipt);
    Token token = token(receipt);
    return database.read(handle -> torrents.write(handle, receipt, token, itemId));
  }

  /**
   * Makes the token void on all nodes and gives the receipt another; all claim secrets end but the
   * new one, which goes to the holder's address. Whoever holds the old torrents must fetch them
   * again.
   *
   * @return the claim secret from now on
   */
  public String reissue(String number, Optional<String> secret) {
    Receipt checked = database.read(handle -> open(handle, number, secret));
    requireOpenable(checked);
    limits.reissue(checked.number());
    String claim =
        database.write(
            handle -> {
              Receipt receipt = open(handle, number, secret);
              requireOpenable(receipt);
              office.reissue(handle, receipt);
              claims.endAll(handle, receipt.subject());
              if (!receipt.email().isEmpty()) {
                String inLetter = claims.mint(handle, receipt.subject());
                outbox.send(handle, letters.reissued(receipt, inLetter));
              }
              return claims.mint(handle, receipt.subject());
            });
    effects.carryOut();
    return claim;
  }

  /** Freezes the receipt whose token is used from too many networks, and tells its holder. */
  public void freeze(long tokenId) {
    database.update(
        handle -> {
          Optional<Receipt> frozen = office.freeze(handle, tokenId);
          frozen.ifPresent(receipt -> tellFrozen(handle, receipt));
        });
    effects.carryOut();
  }

  private void tellFrozen(Handle handle, Receipt receipt) {
    if (!receipt.email().isEmpty()) {
      String claim = claims.mint(handle, receipt.subject());
      outbox.send(handle, letters.frozen(receipt, claim));
      return;
    }
    for (String owner : Publishers.addresses(handle, receipt.publisherId())) {
      outbox.send(handle, letters.ownersFrozen(receipt, owner));
    }
  }

  /** Finds a receipt and checks the secret, telling strangers nothing. */
  private Receipt open(Handle handle, String typed, Optional<String> secret) {
    Optional<Receipt> receipt =
        ReceiptNumbers.parse(typed).flatMap(number -> ReceiptBook.byNumber(handle, number));
    claims.require(handle, receipt.map(Receipt::subject).orElse(""), secret, WHAT);
    return receipt.orElseThrow(() -> Claims.none(WHAT));
  }

  private ReceiptView view(Handle handle, Receipt receipt) {
    Optional<Instant> expiresAt =
        ReceiptBook.goodToken(handle, receipt.number())
            .map(token -> Instant.EPOCH.plus(Duration.ofHours(token.notAfterHours())));
    return new ReceiptView(
        receipt,
        Publishers.find(handle, receipt.publisherId()).map(Publisher::name).orElse(""),
        receipt.orderId().map(order -> ReceiptBook.price(handle, order)),
        expiresAt,
        torrents.parts(handle, receipt));
  }

  private Token token(Receipt receipt) {
    Token token = database.read(handle -> office.token(handle, receipt));
    return office.isNearEnd(token)
        ? database.write(handle -> office.prolonged(handle, receipt))
        : token;
  }

  private static void requireActive(Receipt receipt) {
    if (receipt.state() == State.FROZEN) {
      throw new Problem(
          Problem.Kind.CONFLICT,
          "This receipt was used from too many networks and is frozen; reissue it to go on.");
    }
    requireOpenable(receipt);
  }

  private static void requireOpenable(Receipt receipt) {
    if (receipt.state() == State.REVOKED) {
      throw new Problem(
          Problem.Kind.GONE, "The money for this receipt went back, so it opens nothing any more.");
    }
    if (receipt.state() == State.SUSPENDED) {
      throw new Problem(
          Problem.Kind.CONFLICT,
          "The payment for this receipt is disputed; it opens nothing until that is decided.");
    }
  }
}
