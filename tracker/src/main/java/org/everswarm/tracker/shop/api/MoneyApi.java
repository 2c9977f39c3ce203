package org.everswarm.tracker.shop.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.accounts.Role;
import org.everswarm.tracker.shop.accounts.Sessions;
import org.everswarm.tracker.shop.audit.Audit;
import org.everswarm.tracker.shop.ledger.Ledger;
import org.everswarm.tracker.shop.ledger.Payouts;
import org.everswarm.tracker.shop.ledger.Payouts.Payout;
import org.everswarm.tracker.shop.ledger.Statement;
import org.everswarm.tracker.shop.ledger.StatementAmounts;
import org.everswarm.tracker.shop.ledger.StatementLine;
import org.everswarm.tracker.shop.ledger.Statements;
import org.everswarm.tracker.shop.money.Currency;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Database;
import org.jdbi.v3.core.Handle;

/** What publishers are owed, what came and went, and what they were paid. Thread-safe. */
public final class MoneyApi {

  /** More lines than this are too many for one file. */
  private static final int CSV_LINES_MAX = 100_000;

  private final Database database;
  private final Ledger ledger;
  private final Audit audit;
  private final Idempotent idempotent;
  private final Sessions sessions;
  private final Statements statements = new Statements();

  public MoneyApi(
      Database database, Ledger ledger, Audit audit, Idempotent idempotent, Sessions sessions) {
    this.database = database;
    this.ledger = ledger;
    this.audit = audit;
    this.idempotent = idempotent;
    this.sessions = sessions;
  }

  /** By operationId. */
  public Map<String, Operation> operations() {
    return Map.of(
        "getStatement",
        this::statement,
        "listBalances",
        this::balances,
        "listPayouts",
        this::payouts,
        "createPayout",
        idempotent.of("createPayout", this::operator, this::payOut));
  }

  private Reply balances(Call call) {
    String publisherId = call.path("publisherId");
    sessions.member(call.bearer(), publisherId, Role.VIEWER);
    JsonArray items = new JsonArray();
    Map<Currency, Long> all = database.read(handle -> ledger.balances(handle, publisherId));
    all.forEach(
        (currency, minor) ->
            items.add(
                new JsonObject()
                    .put("currency", currency.code())
                    .put("balanceMinor", minor)
                    .put("balance", currency.format(minor))));
    return Reply.ok(new JsonObject().put("items", items));
  }

  private Reply statement(Call call) {
    String publisherId = call.path("publisherId");
    sessions.member(call.bearer(), publisherId, Role.VIEWER);
    Currency currency = currency(call.query("currency").orElse(""));
    YearMonth month = month(call.path("month"));
    if (call.query("format").orElse("json").equals("csv")) {
      return csv(publisherId, currency, month);
    }
    long after = seq(call, 0);
    int more = Cursor.limit(call) + 1;
    return database.read(
        handle -> {
          Statement statement = statements.of(handle, publisherId, currency, month);
          List<StatementLine> lines = statements.lines(handle, statement, after, more);
          JsonObject page =
              Cursor.page(call, lines, MoneyApi::json, line -> List.of(Long.toString(line.seq())));
          return Reply.ok(json(statement).mergeIn(page));
        });
  }

  private Reply csv(String publisherId, Currency currency, YearMonth month) {
    byte[] file = database.read(handle -> csv(handle, publisherId, currency, month));
    return Reply.file("text/csv", "statement-" + month + "-" + currency.code() + ".csv", file);
  }

  private byte[] csv(Handle handle, String publisherId, Currency currency, YearMonth month) {
    Statement statement = statements.of(handle, publisherId, currency, month);
    StatementCsv csv = new StatementCsv(statement);
    if (!statements.forEach(handle, statement, CSV_LINES_MAX, csv::add)) {
      throw new Problem(
          Kind.TOO_LARGE,
          "This month has more than "
              + CSV_LINES_MAX
              + " entries; read them as JSON, page by page.");
    }
    return csv.finish();
  }

  private String operator(Call call) {
    sessions.operator(call.bearer());
    return Actor.OPERATOR;
  }

  private Reply payOut(Call call) {
    JsonObject body = call.json();
    String publisherId = body.getString("publisherId");
    Currency currency = currency(body.getString("currency"));
    long amount = body.getLong("amountMinor");
    String payoutId = payoutId(call);
    Payout payout =
        database.write(
            handle -> {
              if (ledger.payout(handle, payoutId, publisherId, currency.code(), amount)) {
                JsonObject detail =
                    new JsonObject()
                        .put("payoutId", payoutId)
                        .put("currency", currency.code())
                        .put("amountMinor", amount);
                audit.record(handle, Actor.OPERATOR, "payout.record", publisherId, detail);
              }
              return Payouts.find(handle, payoutId).orElseThrow();
            });
    if (!payout.publisherId().equals(publisherId)
        || !payout.currency().equals(currency.code())
        || payout.amountMinor() != amount) {
      throw new Problem(
          Kind.CONFLICT, "This Idempotency-Key was used for another payout: take a new one.");
    }
    return Reply.created(json(payout));
  }

  /**
   * Follows from the key, so that a request repeated after a crash, or after the key was forgotten,
   * is the same payout.
   */
  private static String payoutId(Call call) {
    byte[] key = call.header("idempotency-key").orElseThrow().getBytes(StandardCharsets.UTF_8);
    UUID digest = UUID.nameUUIDFromBytes(key);
    return "pay_" + digest.toString().replace("-", "");
  }

  private Reply payouts(Call call) {
    sessions.operator(call.bearer());
    long before = seq(call, Long.MAX_VALUE);
    int more = Cursor.limit(call) + 1;
    List<Payout> found = database.read(handle -> Payouts.list(handle, before, more));
    return Reply.ok(
        Cursor.page(call, found, MoneyApi::json, one -> List.of(Long.toString(one.seq()))));
  }

  private static Currency currency(String code) {
    try {
      return Currency.of(code);
    } catch (IllegalArgumentException unknown) {
      throw new Problem(Kind.INVALID, String.valueOf(unknown.getMessage()));
    }
  }

  private static YearMonth month(String text) {
    try {
      return YearMonth.parse(text);
    } catch (DateTimeException malformed) {
      throw new Problem(Kind.INVALID, "The month must be as 2026-11 is.");
    }
  }

  private static long seq(Call call, long without) {
    Optional<List<String>> keys = Cursor.after(call, 1);
    try {
      return keys.isEmpty() ? without : Long.parseLong(keys.get().get(0));
    } catch (NumberFormatException notOurs) {
      throw new Problem(Kind.INVALID, "The cursor must be the `next` of the page before.");
    }
  }

  private static JsonObject json(Statement statement) {
    return new JsonObject()
        .put("publisherId", statement.publisherId())
        .put("month", statement.month().toString())
        .put("currency", statement.currency().code())
        .put("openingMinor", statement.openingMinor())
        .put("total", json(statement.total()))
        .put("closingMinor", statement.closingMinor());
  }

  private static JsonObject json(StatementLine line) {
    JsonObject json =
        new JsonObject()
            .put("entry", line.seq())
            .put("at", Instant.ofEpochMilli(line.bookedAt()).toString())
            .put("kind", StatementCsv.kind(line.kind()))
            .put("reference", line.subject())
            .put("amounts", json(line.amounts()))
            .put("balanceMinor", line.balanceMinor());
    if (!line.orderId().isEmpty()) {
      json.put("orderId", line.orderId());
    }
    return line.overMinor() == 0 ? json : json.put("overMinor", line.overMinor());
  }

  private static JsonObject json(StatementAmounts amounts) {
    return new JsonObject()
        .put("grossMinor", amounts.grossMinor())
        .put("taxMinor", amounts.taxMinor())
        .put("processorFeeMinor", amounts.processorFeeMinor())
        .put("disputeFeeMinor", amounts.disputeFeeMinor())
        .put("platformFeeMinor", amounts.platformFeeMinor())
        .put("paidOutMinor", amounts.paidOutMinor())
        .put("netMinor", amounts.netMinor());
  }

  private static JsonObject json(Payout payout) {
    return new JsonObject()
        .put("payoutId", payout.id())
        .put("publisherId", payout.publisherId())
        .put("currency", payout.currency())
        .put("amountMinor", payout.amountMinor())
        .put("at", Instant.ofEpochMilli(payout.bookedAt()).toString());
  }
}
