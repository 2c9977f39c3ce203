package org.everswarm.tracker.shop;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.everswarm.tracker.shop.accounts.AccountLetters;
import org.everswarm.tracker.shop.accounts.Accounts;
import org.everswarm.tracker.shop.accounts.ApiTokens;
import org.everswarm.tracker.shop.accounts.LoginThrottle;
import org.everswarm.tracker.shop.accounts.Passwords;
import org.everswarm.tracker.shop.accounts.Publishers;
import org.everswarm.tracker.shop.accounts.Sessions;
import org.everswarm.tracker.shop.api.AccountsApi;
import org.everswarm.tracker.shop.api.AuditApi;
import org.everswarm.tracker.shop.api.Operation;
import org.everswarm.tracker.shop.api.SourceRate;
import org.everswarm.tracker.shop.audit.Audit;
import org.everswarm.tracker.shop.mail.Letter;
import org.everswarm.tracker.shop.mail.Outbox;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;
import org.jdbi.v3.core.Handle;

/** The parts that know who is who. */
final class People {

  /** Letters of one source at once and an hour; codes, each of which has 128 bits to guess. */
  private static final int LETTERS = 10;

  private static final double LETTERS_A_MINUTE = 0.5;
  private static final int CODES = 20;
  private static final double CODES_A_MINUTE = 5;

  private final Map<String, Operation> operations = new HashMap<>();

  People(
      ShopSettings settings,
      ShopHost host,
      Database database,
      Ids ids,
      Audit audit,
      Outbox outbox,
      Sessions sessions,
      BiConsumer<Handle, String> left) {
    InstantSource clock = host.clock();
    Passwords passwords = new Passwords(host.random());
    LoginThrottle throttle = new LoginThrottle(System::nanoTime, host.random());
    AccountLetters letters =
        new AccountLetters(
            (handle, to, subject, text) -> outbox.send(handle, new Letter(to, subject, text)),
            settings.base());
    Accounts accounts =
        new Accounts(database, clock, ids, passwords, throttle, sessions, audit, letters);
    Publishers publishers =
        new Publishers(database, clock, ids, accounts, passwords, audit, letters, left);
    ApiTokens tokens = new ApiTokens(database, clock, ids, audit);
    operations.putAll(
        new AccountsApi(
                accounts,
                publishers,
                tokens,
                sessions,
                rate(LETTERS, LETTERS_A_MINUTE, host),
                rate(CODES, CODES_A_MINUTE, host))
            .operations());
    operations.putAll(new AuditApi(database, sessions).operations());
  }

  private static SourceRate rate(int burst, double perMinute, ShopHost host) {
    return new SourceRate(burst, perMinute, System::nanoTime, host.random());
  }

  Map<String, Operation> operations() {
    return operations;
  }
}
