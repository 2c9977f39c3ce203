package org.everswarm.tracker.shop.accounts;

import io.vertx.core.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.everswarm.tracker.shop.accounts.Confirmations.Confirmed;
import org.everswarm.tracker.shop.accounts.Confirmations.Invitation;
import org.everswarm.tracker.shop.accounts.Confirmations.Purpose;
import org.everswarm.tracker.shop.audit.Audit;
import org.everswarm.tracker.shop.mail.MailAddress;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;
import org.everswarm.tracker.shop.text.Texts;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Publishers and who belongs to them. Thread-safe; blocks. */
public final class Publishers {

  private static final int MEMBERS_MAX = 100;
  private static final int INVITATIONS_A_DAY = 20;

  private final Database database;
  private final InstantSource clock;
  private final Accounts accounts;
  private final Passwords passwords;
  private final Audit audit;
  private final AccountLetters letters;
  private final Confirmations confirmations;
  private final BiConsumer<Handle, String> left;

  /**
   * The publishers of a database.
   *
   * @param left is told, in the transaction, of a publisher that a member left
   */
  public Publishers(
      Database database,
      InstantSource clock,
      Ids ids,
      Accounts accounts,
      Passwords passwords,
      Audit audit,
      AccountLetters letters,
      BiConsumer<Handle, String> left) {
    this.database = database;
    this.clock = clock;
    this.accounts = accounts;
    this.passwords = passwords;
    this.audit = audit;
    this.letters = letters;
    this.left = left;
    confirmations = new Confirmations(clock, ids);
  }

  /** A publisher, and the role that somebody has there. */
  public record Membership(Publisher publisher, Role role) {}

  /** Those that an account is a member of, with an id greater than {@code after}. */
  public List<Membership> of(String accountId, String after, int limit) {
    return database.read(
        handle ->
            handle
                .select(
                    "SELECT id, name, created_at, role FROM member"
                        + " JOIN publisher ON publisher.id = member.publisher_id"
                        + " WHERE account_id = ? AND id > ? ORDER BY id LIMIT ?",
                    accountId,
                    after,
                    limit)
                .map(
                    (row, context) ->
                        new Membership(
                            publisher(row, context), Role.valueOf(row.getString("role"))))
                .list());
  }

  /** A publisher; empty if there is none. */
  public static Optional<Publisher> find(Handle handle, String publisherId) {
    return handle
        .select("SELECT id, name, created_at FROM publisher WHERE id = ?", publisherId)
        .map(Publishers::publisher)
        .findOne();
  }

  private static Publisher publisher(ResultSet row, StatementContext context) throws SQLException {
    return new Publisher(row.getString("id"), row.getString("name"), row.getLong("created_at"));
  }

  /** The addresses that letters to a publisher go to: its owners'. */
  public static List<String> addresses(Handle handle, String publisherId) {
    return Members.ownersAddresses(handle, publisherId);
  }

  /** The actor's publisher. */
  public Publisher get(Actor actor) {
    return database.read(handle -> find(handle, actor.publisherId()).orElseThrow());
  }

  /** Gives the actor's publisher another name. */
  public Publisher rename(Actor actor, String newName) {
    String name = Texts.name(newName);
    return database.write(
        handle -> {
          handle.execute("UPDATE publisher SET name = ? WHERE id = ?", name, actor.publisherId());
          audit(handle, actor, "publisher.rename", actor.publisherId(), name);
          return find(handle, actor.publisherId()).orElseThrow();
        });
  }

  /** The members with an account id greater than {@code after}. */
  public List<Member> members(String publisherId, String after, int limit) {
    return database.read(handle -> Members.list(handle, publisherId, after, limit));
  }

  /**
   * Invites somebody by a letter.
   *
   * @throws Problem CONFLICT if it is a member already or there are too many; TOO_MANY_REQUESTS
   *     after too many invitations in a day
   */
  public void invite(Actor actor, String address, Role role) {
    String email = MailAddress.checked(address);
    String publisherId = actor.publisherId();
    database.update(
        handle -> {
          Optional<String> account = Accounts.id(handle, email);
          if (account.flatMap(id -> Members.role(handle, publisherId, id)).isPresent()) {
            throw new Problem(Kind.CONFLICT, "This address is a member's already.");
          }
          if (Members.count(handle, publisherId) >= MEMBERS_MAX) {
            throw tooManyMembers();
          }
          if (confirmations.invitationsOfADay(handle, publisherId) >= INVITATIONS_A_DAY) {
            throw new Problem(
                Kind.TOO_MANY_REQUESTS,
                "There were " + INVITATIONS_A_DAY + " invitations within a day; wait a day.");
          }
          String code =
              confirmations
                  .make(
                      handle,
                      Purpose.INVITATION,
                      email,
                      new Invitation(publisherId, role, actor.accountId()))
                  .orElseThrow(
                      () ->
                          new Problem(
                              Kind.TOO_MANY_REQUESTS,
                              "This address was invited too often of late; wait an hour."));
          String name = find(handle, publisherId).orElseThrow().name();
          letters.invitation(handle, email, name, role, code);
          audit(handle, actor, "member.invite", publisherId, role.name());
        });
  }

  private static Problem tooManyMembers() {
    return new Problem(
        Kind.CONFLICT, "A publisher has at most " + MEMBERS_MAX + " members: remove one first.");
  }

  /** The publisher's invitations that may still be accepted, with an id greater than after. */
  public List<OpenInvitation> invitations(String publisherId, String after, int limit) {
    return database.read(handle -> confirmations.open(handle, publisherId, after, limit));
  }

  /**
   * Withdraws an invitation: its code is good for nothing any more.
   *
   * @throws Problem NOT_FOUND if there is none, or it was accepted, withdrawn or is over
   */
  public void withdraw(Actor actor, String invitationId) {
    database.update(
        handle -> {
          String publisherId = actor.publisherId();
          if (!confirmations.withdraw(handle, publisherId, invitationId)) {
            throw new Problem(Kind.NOT_FOUND, "The publisher has no such invitation open.");
          }
          audit(handle, actor, "invitation.withdraw", publisherId + "/" + invitationId, "");
        });
  }

  /**
   * Joins the publisher that a code invites to.
   *
   * @param password of the account that begins, if the invited address has none; else empty
   * @throws Problem GONE if the code is not valid or who invited is no owner any more; INVALID if
   *     there is a password too many or too few
   */
  public Actor accept(String code, Optional<String> password) {
    database.read(handle -> confirmations.check(handle, Purpose.INVITATION, code));
    Optional<String> hash = password.map(passwords::hash);
    return database.write(
        handle -> {
          Confirmed confirmed = confirmations.use(handle, Purpose.INVITATION, code);
          Invitation invitation = confirmed.invitation().orElseThrow();
          String publisherId = invitation.publisherId();
          if (Members.role(handle, publisherId, invitation.invitedBy()).orElse(null)
              != Role.OWNER) {
            throw new Problem(Kind.GONE, "Who invited you may not any more; ask another owner.");
          }
          if (Members.count(handle, publisherId) >= MEMBERS_MAX) {
            throw tooManyMembers();
          }
          String accountId = account(handle, confirmed.email(), hash);
          if (Members.role(handle, publisherId, accountId).isPresent()) {
            throw new Problem(Kind.CONFLICT, "You are a member already.");
          }
          Members.add(handle, publisherId, accountId, invitation.role(), clock.millis());
          confirmations.endInvitations(handle, publisherId, accountId);
          Actor joined = new Actor(accountId, publisherId, invitation.role());
          audit(handle, joined, "member.join", publisherId + "/" + accountId, "");
          return joined;
        });
  }

  private String account(Handle handle, String email, Optional<String> passwordHash) {
    Optional<String> account = Accounts.id(handle, email);
    if (account.isPresent() && passwordHash.isPresent()) {
      throw new Problem(Kind.INVALID, "You have an account already: leave the password out.");
    }
    if (account.isEmpty() && passwordHash.isEmpty()) {
      throw new Problem(Kind.INVALID, "You have no account yet: choose a password for it.");
    }
    return account.orElseGet(() -> accounts.begin(handle, email, passwordHash.orElseThrow()));
  }

  /**
   * Gives a member another role; its API tokens that may more than it are revoked.
   *
   * @throws Problem NOT_FOUND if it is none; CONFLICT if nobody would own the publisher any more
   */
  public Member setRole(Actor actor, String accountId, Role role) {
    return database.write(
        handle -> {
          String publisherId = actor.publisherId();
          require(handle, publisherId, accountId);
          Members.setRole(handle, publisherId, accountId, role, clock.millis());
          confirmations.endInvitations(handle, publisherId, accountId);
          audit(handle, actor, "member.role", publisherId + "/" + accountId, role.name());
          return Members.find(handle, publisherId, accountId);
        });
  }

  /**
   * Removes a member, and revokes the API tokens that it made.
   *
   * @throws Problem NOT_FOUND if it is none; CONFLICT if nobody would own the publisher any more
   */
  public void remove(Actor actor, String accountId) {
    database.update(
        handle -> {
          String publisherId = actor.publisherId();
          require(handle, publisherId, accountId);
          Members.remove(handle, publisherId, accountId, clock.millis());
          confirmations.endInvitations(handle, publisherId, accountId);
          left.accept(handle, publisherId);
          audit(handle, actor, "member.remove", publisherId + "/" + accountId, "");
        });
  }

  private static void require(Handle handle, String publisherId, String accountId) {
    if (Members.role(handle, publisherId, accountId).isEmpty()) {
      throw new Problem(Kind.NOT_FOUND, "The publisher has no such member.");
    }
  }

  private void audit(Handle handle, Actor actor, String action, String subject, String to) {
    JsonObject detail = to.isEmpty() ? new JsonObject() : new JsonObject().put("to", to);
    audit.record(handle, actor.accountId(), action, subject, detail);
  }
}
