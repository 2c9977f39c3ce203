package org.everswarm.tracker.shop.accounts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Ids;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The codes in letters: whoever shows one reads the mail of the address that it was sent to. Used
 * once; kept hashed. Three letters an hour for each purpose go to an address, no more.
 */
final class Confirmations {

  private static final String PREFIX = "con";
  private static final int LETTERS_AN_HOUR = 3;

  private final InstantSource clock;
  private final Ids ids;

  Confirmations(InstantSource clock, Ids ids) {
    this.clock = clock;
    this.ids = ids;
  }

  enum Purpose {
    SIGN_UP(Duration.ofHours(24)),
    RESET(Duration.ofHours(1)),
    INVITATION(Duration.ofDays(7));

    private final Duration validity;

    Purpose(Duration validity) {
      this.validity = validity;
    }
  }

  /** What an invitation is to, and by whom. */
  record Invitation(String publisherId, Role role, String invitedBy) {}

  /** What somebody confirmed. */
  record Confirmed(String email, Optional<Invitation> invitation) {}

  /** A new code; empty if the address had too many letters of late. */
  Optional<String> make(
      Handle handle, Purpose purpose, String email, @Nullable Invitation invitation) {
    long now = clock.millis();
    handle.execute(
        "DELETE FROM confirmation WHERE expires_at < ?", now - Duration.ofHours(1).toMillis());
    if (lettersOfLate(handle, purpose, email, now) >= LETTERS_AN_HOUR) {
      return Optional.empty();
    }
    String secret = ids.next(PREFIX);
    handle
        .createUpdate(
            "INSERT INTO confirmation"
                + " (hash, invitation_id, purpose, email, publisher_id, role, invited_by,"
                + " created_at, expires_at) VALUES (:hash, :invitation, :purpose, :email,"
                + " :publisher, :role, :by, :now, :expires)")
        .bind("invitation", invitation == null ? null : ids.next("inv"))
        .bind("hash", Secrets.hash(secret))
        .bind("purpose", purpose.name())
        .bind("email", email)
        .bind("publisher", invitation == null ? null : invitation.publisherId())
        .bind("role", invitation == null ? null : invitation.role().name())
        .bind("by", invitation == null ? null : invitation.invitedBy())
        .bind("now", now)
        .bind("expires", now + purpose.validity.toMillis())
        .execute();
    return Optional.of(secret);
  }

  private static int lettersOfLate(Handle handle, Purpose purpose, String email, long now) {
    return handle
        .select(
            "SELECT COUNT(*) FROM confirmation WHERE email = ? AND purpose = ? AND created_at > ?",
            email,
            purpose.name(),
            now - Duration.ofHours(1).toMillis())
        .mapTo(Integer.class)
        .one();
  }

  /**
   * What a code confirms, without using it.
   *
   * @throws Problem GONE if it is none, was used, or is over
   */
  Confirmed check(Handle handle, Purpose purpose, String secret) {
    return handle
        .select(
            "SELECT email, publisher_id, role, invited_by FROM confirmation"
                + " WHERE hash = ? AND purpose = ? AND expires_at > ? AND used_at IS NULL",
            Secrets.hash(secret),
            purpose.name(),
            clock.millis())
        .map((row, context) -> new Confirmed(row.getString("email"), invitation(row)))
        .findOne()
        .orElseThrow(
            () ->
                new Problem(
                    Kind.GONE,
                    "This code was used, is over, or never was; ask for another letter."));
  }

  private static Optional<Invitation> invitation(ResultSet row) throws SQLException {
    @Nullable String publisherId = row.getString("publisher_id");
    return publisherId == null
        ? Optional.empty()
        : Optional.of(
            new Invitation(
                publisherId, Role.valueOf(row.getString("role")), row.getString("invited_by")));
  }

  /** What a code confirms; afterwards it is used. */
  Confirmed use(Handle handle, Purpose purpose, String secret) {
    Confirmed confirmed = check(handle, purpose, secret);
    handle.execute(
        "UPDATE confirmation SET used_at = ? WHERE hash = ?", clock.millis(), Secrets.hash(secret));
    return confirmed;
  }

  /** Makes all codes of a purpose for an address used. */
  void useAll(Handle handle, Purpose purpose, String email) {
    handle.execute(
        "UPDATE confirmation SET used_at = ? WHERE email = ? AND purpose = ? AND used_at IS NULL",
        clock.millis(),
        email,
        purpose.name());
  }

  /** Makes all invitations of a publisher to a member's address used. */
  void endInvitations(Handle handle, String publisherId, String accountId) {
    handle.execute(
        "UPDATE confirmation SET used_at = ? WHERE publisher_id = ? AND used_at IS NULL"
            + " AND email = (SELECT email FROM account WHERE id = ?)",
        clock.millis(),
        publisherId,
        accountId);
  }

  /** Invitations of a publisher that may still be accepted, with an id greater than after. */
  List<OpenInvitation> open(Handle handle, String publisherId, String after, int limit) {
    return handle
        .select(
            "SELECT * FROM confirmation WHERE publisher_id = ? AND used_at IS NULL"
                + " AND expires_at > ? AND invitation_id > ? ORDER BY invitation_id LIMIT ?",
            publisherId,
            clock.millis(),
            after,
            limit)
        .map(
            (row, context) ->
                new OpenInvitation(
                    row.getString("invitation_id"),
                    row.getString("email"),
                    Role.valueOf(row.getString("role")),
                    row.getString("invited_by"),
                    row.getLong("created_at"),
                    row.getLong("expires_at")))
        .list();
  }

  /** Ends one of them; false if there is no such. */
  boolean withdraw(Handle handle, String publisherId, String invitationId) {
    long now = clock.millis();
    return handle.execute(
            "UPDATE confirmation SET used_at = ? WHERE publisher_id = ? AND invitation_id = ?"
                + " AND used_at IS NULL AND expires_at > ?",
            now,
            publisherId,
            invitationId,
            now)
        == 1;
  }

  /** How many invitations a publisher sent within the last day. */
  int invitationsOfADay(Handle handle, String publisherId) {
    return handle
        .select(
            "SELECT COUNT(*) FROM confirmation WHERE publisher_id = ? AND created_at > ?",
            publisherId,
            clock.millis() - Duration.ofDays(1).toMillis())
        .mapTo(Integer.class)
        .one();
  }
}
