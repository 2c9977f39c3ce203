package org.everswarm.tracker.shop.receipts;

import static org.everswarm.tracker.shop.accounts.Secrets.hash;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.shop.mail.MailAddress;
import org.everswarm.tracker.shop.mail.Outbox;
import org.everswarm.tracker.shop.store.Database;
import org.jdbi.v3.core.Handle;

/**
 * Sends receipts again to the address they belong to. Every request writes once and is answered
 * alike, so no answer tells whether an address has any; how long it takes may, to whoever measures
 * often: each receipt costs a few statements more. Thread-safe; blocks.
 */
public final class LostReceipts {

  private static final Duration WINDOW = Duration.ofDays(1);
  private static final int LETTERS_A_DAY = 3;
  private static final int RECEIPTS = 50;

  private final Database database;
  private final Claims claims;
  private final Limits limits;
  private final ReceiptLetters letters;
  private final Outbox outbox;
  private final InstantSource clock;

  public LostReceipts(
      Database database,
      Claims claims,
      Limits limits,
      ReceiptLetters letters,
      Outbox outbox,
      InstantSource clock) {
    this.database = database;
    this.claims = claims;
    this.limits = limits;
    this.letters = letters;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * Sends an address the newest 50 of its receipts, at most three times a day.
   *
   * @throws org.everswarm.tracker.shop.problem.Problem INVALID if it is no address;
   *     TOO_MANY_REQUESTS if this network asks too often
   */
  public void send(String typed, IpAddress source) {
    String email = MailAddress.checked(typed);
    limits.letter(source);
    database.update(
        handle -> {
          if (isAllowed(handle, email)) {
            send(handle, email);
          }
        });
  }

  private boolean isAllowed(Handle handle, String email) {
    long now = clock.millis();
    handle
        .createUpdate("DELETE FROM lost_receipt WHERE asked_at < :from")
        .bind("from", now - WINDOW.toMillis())
        .execute();
    handle
        .createUpdate("INSERT INTO lost_receipt (email_hash, asked_at) VALUES (:hash, :at)")
        .bind("hash", hash(email))
        .bind("at", now)
        .execute();
    long asked =
        handle
            .createQuery("SELECT count(*) FROM lost_receipt WHERE email_hash = :hash")
            .bind("hash", hash(email))
            .mapTo(Long.class)
            .one();
    return asked <= LETTERS_A_DAY;
  }

  private void send(Handle handle, String email) {
    List<String> openings = new ArrayList<>();
    for (Receipt receipt : ReceiptBook.byEmail(handle, email, RECEIPTS)) {
      if (receipt.state() != Receipt.State.REVOKED) {
        String claim = claims.mint(handle, receipt.subject());
        openings.add(ReceiptLetters.line(receipt.title()) + "\n" + letters.opening(receipt, claim));
      }
    }
    if (!openings.isEmpty()) {
      outbox.send(handle, letters.lost(email, openings));
    }
  }
}
