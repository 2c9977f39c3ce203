package org.everswarm.tracker.shop.receipts;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.shop.catalogue.Effects;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.receipts.Receipt.State;
import org.everswarm.tracker.shop.store.Ids;
import org.jdbi.v3.core.Handle;

/**
 * Issues receipts, closes and opens them again, always in the caller's transaction; the swarms are
 * told after its commit, when the caller has the {@link Effects} carried out. Thread-safe.
 *
 * <p>A token that was made void is void on every node until it ends, so a receipt that opens again
 * gets another. That is also why closing needs no time limit: there is nothing to take back.
 */
public final class ReceiptsOffice {

  private static final long SECONDS_PER_HOUR = 3600;

  private final ReceiptTerms terms;
  private final Effects effects;
  private final Ids ids;
  private final RandomGenerator random;
  private final InstantSource clock;

  /**
   * @param random a cryptographic one
   */
  public ReceiptsOffice(
      ReceiptTerms terms, Effects effects, RandomGenerator random, InstantSource clock) {
    this.terms = terms;
    this.effects = effects;
    this.ids = new Ids(random, clock);
    this.random = random;
    this.clock = clock;
  }

  /** Issues a receipt, or finds the one that was issued for the same. */
  public Receipt issue(Handle handle, Entitlement entitlement) {
    return existing(handle, entitlement).orElseGet(() -> fresh(handle, entitlement));
  }

  /** The receipt of an order. */
  public Optional<Receipt> ofOrder(Handle handle, String orderId) {
    return ReceiptBook.byOrder(handle, orderId);
  }

  /** Closes an order's receipt if it is there: its token opens nothing from now on. */
  public void close(Handle handle, String orderId, State state) {
    Optional<Receipt> receipt = ReceiptBook.byOrder(handle, orderId);
    if (receipt.isPresent() && receipt.get().state() != state) {
      close(handle, receipt.get(), state);
    }
  }

  /**
   * Opens an order's receipt with a new token if it is closed.
   *
   * @return the receipt if it was closed; a frozen one stays so, for its holder to reissue
   */
  public Optional<Receipt> open(Handle handle, String orderId) {
    Optional<Receipt> closed =
        ReceiptBook.byOrder(handle, orderId)
            .filter(one -> one.state() == State.SUSPENDED || one.state() == State.REVOKED);
    closed.ifPresent(receipt -> reopen(handle, receipt));
    return closed;
  }

  /**
   * Freezes the receipt of a token that is used from too many networks.
   *
   * @return the receipt if it was active with this token
   */
  public Optional<Receipt> freeze(Handle handle, long tokenId) {
    Optional<Receipt> used =
        ReceiptBook.byToken(handle, tokenId)
            .filter(one -> one.state() == State.ACTIVE && isGood(handle, one, tokenId));
    used.ifPresent(receipt -> close(handle, receipt, State.FROZEN));
    return used;
  }

  /** Voids the token of a receipt that is active or frozen, and makes it another. */
  void reissue(Handle handle, Receipt receipt) {
    voidToken(handle, receipt);
    reopen(handle, receipt);
  }

  /**
   * The token of a receipt that was active a moment ago.
   *
   * @throws Problem CONFLICT if it was closed since
   */
  Token token(Handle handle, Receipt receipt) {
    return ReceiptBook.goodToken(handle, receipt.number())
        .orElseThrow(
            () ->
                new Problem(
                    Problem.Kind.CONFLICT, "This receipt changed just now; look at it again."));
  }

  /** Whether a token should be prolonged. */
  boolean isNearEnd(Token token) {
    return terms.isNearEnd(token, nowHours());
  }

  /** The token of an active receipt, lasting anew. */
  Token prolonged(Handle handle, Receipt receipt) {
    Token renewed = new Token(token(handle, receipt).id(), terms.notAfterHours(nowHours()));
    ReceiptBook.prolong(handle, renewed);
    return renewed;
  }

  private static Optional<Receipt> existing(Handle handle, Entitlement entitlement) {
    return entitlement.orderId().isPresent()
        ? ReceiptBook.byOrder(handle, entitlement.orderId().get())
        : ReceiptBook.unbought(
            handle, entitlement.kind(), entitlement.bundleId(), entitlement.email());
  }

  private Receipt fresh(Handle handle, Entitlement entitlement) {
    String number = ReceiptNumbers.next(random);
    Receipt receipt =
        new Receipt(
            number,
            entitlement.kind(),
            entitlement.orderId().orElse(number),
            entitlement.orderId(),
            entitlement.bundleId(),
            entitlement.publisherId(),
            entitlement.title(),
            entitlement.email(),
            State.ACTIVE,
            now());
    ReceiptBook.insert(handle, receipt);
    giveToken(handle, receipt);
    return receipt;
  }

  private void close(Handle handle, Receipt receipt, State state) {
    voidToken(handle, receipt);
    ReceiptBook.setState(handle, receipt.number(), state);
  }

  private void reopen(Handle handle, Receipt receipt) {
    giveToken(handle, receipt);
    ReceiptBook.setState(handle, receipt.number(), State.ACTIVE);
  }

  private void giveToken(Handle handle, Receipt receipt) {
    Token token = new Token(ids.nextLong(), terms.notAfterHours(nowHours()));
    ReceiptBook.addToken(handle, receipt.number(), token, now());
  }

  private void voidToken(Handle handle, Receipt receipt) {
    ReceiptBook.goodToken(handle, receipt.number())
        .ifPresent(
            token -> {
              ReceiptBook.voidToken(handle, token.id(), now());
              effects.revoke(handle, new Revocation(token.id(), token.notAfterHours()));
            });
  }

  private static boolean isGood(Handle handle, Receipt receipt, long tokenId) {
    return ReceiptBook.goodToken(handle, receipt.number())
        .filter(token -> token.id() == tokenId)
        .isPresent();
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }

  private long nowHours() {
    return clock.instant().getEpochSecond() / SECONDS_PER_HOUR;
  }
}
