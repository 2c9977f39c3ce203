package org.everswarm.tracker.shop.accounts;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.everswarm.tracker.shop.api.AccountsApi;
import org.everswarm.tracker.shop.api.AuditApi;
import org.everswarm.tracker.shop.api.Operation;
import org.everswarm.tracker.shop.api.ShopClient;
import org.everswarm.tracker.shop.api.SourceRate;
import org.everswarm.tracker.shop.audit.Audit;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;

/** Accounts over a database, with letters that a test reads, and a clock that it moves. */
public final class TestAccounts {

  public static final String OPERATOR = "the-operators-token";
  public static final String PASSWORD = "correct horse battery";
  private static final Pattern CODE = Pattern.compile("con_[0-9a-v]{26}");

  private final AtomicLong offset = new AtomicLong();
  private final Map<String, Deque<String>> letters = new HashMap<>();
  final List<String> left = new ArrayList<>();
  private final InstantSource clock = () -> Instant.now().plusNanos(offset.get());
  private final Sessions sessions;
  private final Audit audit;
  private final Map<String, Operation> operations = new HashMap<>();

  public TestAccounts(Database database) {
    this(database, 1000);
  }

  /**
   * @param burst how often the one source of a test may ask for letters, and show codes
   */
  public TestAccounts(Database database, int burst) {
    SecureRandom random = new SecureRandom();
    Ids ids = new Ids(random, clock);
    Passwords passwords = new Passwords(random);
    sessions = new Sessions(database, clock, ids, OPERATOR);
    audit = new Audit(clock, ids);
    AccountLetters written =
        new AccountLetters(
            (handle, to, subject, text) -> deliver(to, text), URI.create("https://shop.example"));
    Accounts accounts =
        new Accounts(
            database,
            clock,
            ids,
            passwords,
            new LoginThrottle(this::nanos, random),
            sessions,
            audit,
            written);
    Publishers publishers =
        new Publishers(
            database,
            clock,
            ids,
            accounts,
            passwords,
            audit,
            written,
            (handle, publisher) -> left.add(publisher));
    ApiTokens tokens = new ApiTokens(database, clock, ids, audit);
    SourceRate rate = new SourceRate(burst, 1, this::nanos, random);
    operations.putAll(
        new AccountsApi(accounts, publishers, tokens, sessions, rate, rate).operations());
    operations.putAll(new AuditApi(database, sessions).operations());
  }

  private long nanos() {
    return System.nanoTime() + offset.get();
  }

  private synchronized void deliver(String to, String text) {
    letters.computeIfAbsent(to, address -> new ArrayDeque<>()).add(text);
  }

  public Map<String, Operation> operations() {
    return operations;
  }

  public Sessions sessions() {
    return sessions;
  }

  public Audit audit() {
    return audit;
  }

  public InstantSource clock() {
    return clock;
  }

  public void pass(Duration time) {
    offset.addAndGet(time.toNanos());
  }

  synchronized int letterCount(String address) {
    return letters.getOrDefault(address, new ArrayDeque<>()).size();
  }

  synchronized String lastLetter(String address) {
    return letters.getOrDefault(address, new ArrayDeque<>()).getLast();
  }

  /** The code in the last letter to an address. */
  public String code(String address) {
    Matcher matcher = CODE.matcher(lastLetter(address));
    if (!matcher.find()) {
      throw new AssertionError("no code in " + lastLetter(address));
    }
    return matcher.group();
  }

  /** Somebody who signed up. */
  public record Signed(String email, String accountId, String publisherId, String session) {

    /** A path of its publisher. */
    public String path(String below) {
      return "/publishers/" + publisherId + below;
    }
  }

  /** Signs up over HTTP. */
  public Signed signUp(ShopClient client, String email) {
    client.post("/accounts", null, new JsonObject().put("email", email)).expect(202);
    JsonObject answer =
        client
            .post(
                "/accounts/confirm",
                null,
                new JsonObject()
                    .put("code", code(email))
                    .put("password", PASSWORD)
                    .put("publisherName", "Publisher of " + email))
            .expect(201)
            .json();
    return new Signed(
        email,
        answer.getString("accountId"),
        answer.getString("publisherId"),
        answer.getString("session"));
  }

  /** Makes an API token over HTTP; its secret. */
  public String token(ShopClient client, Signed owner, Role role) {
    return client
        .post(
            owner.path("/api-tokens"),
            owner.session(),
            new JsonObject().put("name", "a program").put("role", role.name()))
        .expect(201)
        .json()
        .getString("secret");
  }
}
