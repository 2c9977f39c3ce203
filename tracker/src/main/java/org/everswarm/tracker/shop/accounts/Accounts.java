package org.everswarm.tracker.shop.accounts;

import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Optional;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.shop.accounts.Confirmations.Purpose;
import org.everswarm.tracker.shop.accounts.Sessions.Opened;
import org.everswarm.tracker.shop.audit.Audit;
import org.everswarm.tracker.shop.mail.MailAddress;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;
import org.everswarm.tracker.shop.text.Texts;
import org.jdbi.v3.core.Handle;

/**
 * People: signing up, logging in, forgetting passwords. Thread-safe; blocks.
 *
 * <p>Nobody learns here whether an address has an account but who reads its mail: what is answered
 * is the same, and so is the work. An account begins, and its password is chosen, only with the
 * code from a letter; so nobody can prepare an account for another's address.
 */
public final class Accounts {

  private final Database database;
  private final InstantSource clock;
  private final Ids ids;
  private final Passwords passwords;
  private final LoginThrottle throttle;
  private final Sessions sessions;
  private final Audit audit;
  private final AccountLetters letters;
  private final Confirmations confirmations;

  public Accounts(
      Database database,
      InstantSource clock,
      Ids ids,
      Passwords passwords,
      LoginThrottle throttle,
      Sessions sessions,
      Audit audit,
      AccountLetters letters) {
    this.database = database;
    this.clock = clock;
    this.ids = ids;
    this.passwords = passwords;
    this.throttle = throttle;
    this.sessions = sessions;
    this.audit = audit;
    this.letters = letters;
    confirmations = new Confirmations(clock, ids);
  }

  /** What came of {@link #confirm}. */
  public record SignedUp(Opened session, String publisherId) {}

  /** Sends a letter with a code to sign up, or one that says that there is an account. */
  public void signUp(String address) {
    String email = MailAddress.checked(address);
    database.update(
        handle ->
            confirmations
                .make(handle, Purpose.SIGN_UP, email, null)
                .ifPresent(
                    code -> {
                      if (find(handle, email).isPresent()) {
                        letters.alreadySignedUp(handle, email);
                      } else {
                        letters.signUp(handle, email, code);
                      }
                    }));
  }

  /**
   * Begins the account that a code is for, and a publisher that it owns.
   *
   * @throws Problem GONE if the code is not valid; CONFLICT if there is an account by now
   */
  public SignedUp confirm(String code, String password, String publisherName) {
    String name = Texts.name(publisherName);
    database.read(handle -> confirmations.check(handle, Purpose.SIGN_UP, code));
    String hash = passwords.hash(password);
    return database.write(
        handle -> {
          String email = confirmations.use(handle, Purpose.SIGN_UP, code).email();
          if (find(handle, email).isPresent()) {
            throw new Problem(Kind.CONFLICT, "This address has an account already: log in.");
          }
          String accountId = begin(handle, email, hash);
          String publisherId = ids.next("pub");
          handle.execute(
              "INSERT INTO publisher (id, name, created_at) VALUES (?, ?, ?)",
              publisherId,
              name,
              clock.millis());
          Members.add(handle, publisherId, accountId, Role.OWNER, clock.millis());
          audit.record(handle, accountId, "publisher.create", publisherId, new JsonObject());
          return new SignedUp(sessions.open(handle, accountId), publisherId);
        });
  }

  /** A new account, whose address somebody has confirmed. */
  String begin(Handle handle, String email, String passwordHash) {
    String accountId = ids.next("acc");
    handle.execute(
        "INSERT INTO account (id, email, password, created_at) VALUES (?, ?, ?, ?)",
        accountId,
        email,
        passwordHash,
        clock.millis());
    return accountId;
  }

  /**
   * Opens a session.
   *
   * @throws Problem UNAUTHENTICATED if address or password is wrong; TOO_MANY_REQUESTS after too
   *     many of those
   */
  public Opened logIn(String address, String password, IpAddress source) {
    String email = MailAddress.checked(address);
    throttle.attempt(email, source);
    Optional<Known> known = database.read(handle -> find(handle, email));
    boolean right = passwords.matches(password, known.map(Known::hash).orElse(passwords.decoy()));
    if (!right || known.isEmpty()) {
      throw new Problem(Kind.UNAUTHENTICATED, "The e-mail address or the password is wrong.");
    }
    throttle.succeeded(email, source);
    return database.write(handle -> open(handle, email, known.get()));
  }

  /** Checking a password takes a while, in which it may be replaced. */
  private Opened open(Handle handle, String email, Known checked) {
    if (!find(handle, email).equals(Optional.of(checked))) {
      throw new Problem(Kind.UNAUTHENTICATED, "The e-mail address or the password is wrong.");
    }
    audit.record(
        handle, checked.accountId(), "session.open", checked.accountId(), new JsonObject());
    return sessions.open(handle, checked.accountId());
  }

  /** Sends a letter with a code to choose a new password, if there is an account. */
  public void forgotPassword(String address) {
    String email = MailAddress.checked(address);
    database.update(
        handle ->
            confirmations
                .make(handle, Purpose.RESET, email, null)
                .ifPresent(
                    code -> {
                      if (find(handle, email).isPresent()) {
                        letters.newPassword(handle, email, code);
                      }
                    }));
  }

  /**
   * Sets a new password, ends all sessions of the account and opens one.
   *
   * @throws Problem GONE if the code is not valid
   */
  public Opened resetPassword(String code, String password) {
    database.read(handle -> confirmations.check(handle, Purpose.RESET, code));
    String hash = passwords.hash(password);
    return database.write(
        handle -> {
          String email = confirmations.use(handle, Purpose.RESET, code).email();
          confirmations.useAll(handle, Purpose.RESET, email);
          String accountId = find(handle, email).orElseThrow().accountId();
          handle.execute("UPDATE account SET password = ? WHERE id = ?", hash, accountId);
          sessions.endAll(handle, accountId);
          audit.record(handle, accountId, "account.new-password", accountId, new JsonObject());
          return sessions.open(handle, accountId);
        });
  }

  private record Known(String accountId, String hash) {}

  private static Optional<Known> find(Handle handle, String email) {
    return handle
        .select("SELECT id, password FROM account WHERE email = ?", email)
        .map((row, context) -> new Known(row.getString("id"), row.getString("password")))
        .findOne();
  }

  /** The account of an address that is in its normal form. */
  static Optional<String> id(Handle handle, String email) {
    return find(handle, email).map(Known::accountId);
  }
}
