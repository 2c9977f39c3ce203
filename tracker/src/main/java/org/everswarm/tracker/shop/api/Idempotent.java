package org.everswarm.tracker.shop.api;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Database;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a request once however often it is repeated with the same {@code Idempotency-Key}:
 * later ones get the first's answer again, for 48 hours. Thread-safe.
 *
 * <p>A refusal is not kept: the request may be repeated. A crash in its midst leaves what was
 * committed till then, and after two minutes the repeated request is carried out again; so the
 * operation's effects must be unique by the key, too.
 *
 * <p>Of a key only a hash is kept, and the answer is sealed under the key, since an answer may hold
 * a secret that is told once.
 */
public final class Idempotent {

  private static final long KEPT_MILLIS = Duration.ofDays(2).toMillis();
  private static final long RUNNING_MILLIS = Duration.ofMinutes(2).toMillis();
  private static final long PURGE_MILLIS = Duration.ofMinutes(10).toMillis();
  private static final int ANYONES_KEY_LENGTH_MIN = 16;

  private final Database database;
  private final InstantSource clock;
  private final AtomicLong nextPurge = new AtomicLong();

  public Idempotent(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Wraps an operation.
   *
   * @param scope in whose name, such as the publisher's id: the same key in another scope is
   *     another; throws what the operation would throw to somebody who may not call it
   */
  public Operation of(String operationId, Function<Call, String> scope, Operation operation) {
    return call -> answer(operationId + "\n" + scope.apply(call), call, operation);
  }

  /**
   * Wraps an operation that anyone may call. Keys must have 16 characters at least, since whoever
   * repeats key and request gets the answer.
   */
  public Operation ofAnyone(String operationId, Operation operation) {
    return call -> {
      if (key(call).length() < ANYONES_KEY_LENGTH_MIN) {
        throw new Problem(
            Kind.INVALID,
            "The Idempotency-Key must be random, such as a UUID: 16 characters or more.");
      }
      return answer(operationId, call, operation);
    };
  }

  private static String key(Call call) {
    return call.header("idempotency-key")
        .orElseThrow(() -> new Problem(Kind.INVALID, "Send an Idempotency-Key, such as a UUID."));
  }

  private Reply answer(String place, Call call, Operation operation) {
    purge();
    String keyed = place + "\n" + key(call);
    Request request = new Request(hash("key", keyed), fingerprint(call), clock.millis());
    SealedAnswer seal = new SealedAnswer(digest("seal", keyed));
    Optional<Kept> kept = database.write(handle -> begin(handle, request));
    if (kept.isPresent()) {
      return reply(kept.get(), seal);
    }
    Reply reply;
    try {
      reply = operation.answer(call);
    } catch (RuntimeException | Error failed) {
      database.update(handle -> forget(handle, request));
      throw failed;
    }
    byte[] body = seal.seal(reply.body().getBytes(), request.startedAt());
    database.update(handle -> keep(handle, request, reply, body));
    return reply;
  }

  /** A request that is carried out, or was. */
  private record Request(String hash, String fingerprint, long startedAt) {}

  /** What was answered. */
  private record Kept(
      String fingerprint,
      long startedAt,
      int status,
      @Nullable String contentType,
      @Nullable Buffer body) {}

  /** Empty if the request is to be carried out now. */
  private static Optional<Kept> begin(Handle handle, Request request) {
    int inserted =
        handle.execute(
            "INSERT INTO idempotency (hash, request_hash, created_at, started_at)"
                + " VALUES (?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING",
            request.hash(),
            request.fingerprint(),
            request.startedAt(),
            request.startedAt());
    if (inserted > 0) {
      return Optional.empty();
    }
    Kept kept = find(handle, request.hash());
    if (!kept.fingerprint().equals(request.fingerprint())) {
      throw new Problem(
          Kind.CONFLICT, "This Idempotency-Key was used for another request: take a new one.");
    }
    if (kept.contentType() != null) {
      return Optional.of(kept);
    }
    if (kept.startedAt() > request.startedAt() - RUNNING_MILLIS) {
      throw new Problem(
          Kind.CONFLICT,
          "The request with this Idempotency-Key is being carried out; repeat it in a moment.",
          Duration.ofSeconds(1));
    }
    handle.execute(
        "UPDATE idempotency SET started_at = ? WHERE hash = ?",
        request.startedAt(),
        request.hash());
    return Optional.empty();
  }

  private static Kept find(Handle handle, String hash) {
    return handle
        .select(
            "SELECT request_hash, started_at, status, content_type, body FROM idempotency"
                + " WHERE hash = ?",
            hash)
        .map(Idempotent::kept)
        .one();
  }

  private static Kept kept(ResultSet row, StatementContext context) throws SQLException {
    byte @Nullable [] body = row.getBytes("body");
    return new Kept(
        row.getString("request_hash"),
        row.getLong("started_at"),
        row.getInt("status"),
        row.getString("content_type"),
        body == null ? null : Buffer.buffer(body));
  }

  private static Reply reply(Kept kept, SealedAnswer seal) {
    @Nullable Buffer body = kept.body();
    return new Reply(
        kept.status(),
        String.valueOf(kept.contentType()),
        Map.of("Idempotent-Replayed", "true"),
        body == null ? Buffer.buffer() : Buffer.buffer(seal.open(body.getBytes())));
  }

  private static void keep(Handle handle, Request request, Reply reply, byte[] body) {
    handle.execute(
        "UPDATE idempotency SET status = ?, content_type = ?, body = ?"
            + " WHERE hash = ? AND started_at = ?",
        reply.status(),
        reply.contentType(),
        body,
        request.hash(),
        request.startedAt());
  }

  private static void forget(Handle handle, Request request) {
    handle.execute(
        "DELETE FROM idempotency WHERE hash = ? AND started_at = ?",
        request.hash(),
        request.startedAt());
  }

  private void purge() {
    long now = clock.millis();
    long next = nextPurge.get();
    if (now >= next && nextPurge.compareAndSet(next, now + PURGE_MILLIS)) {
      database.update(
          handle ->
              handle.execute("DELETE FROM idempotency WHERE created_at < ?", now - KEPT_MILLIS));
    }
  }

  /** The same for the same request only. */
  private static String fingerprint(Call call) {
    String parameters = new TreeMap<>(call.path()) + "\n" + new TreeMap<>(call.query()) + "\n";
    return hash("request", parameters + HexFormat.of().formatHex(call.body().getBytes()));
  }

  private static String hash(String purpose, String text) {
    return HexFormat.of().formatHex(digest(purpose, text));
  }

  private static byte[] digest(String purpose, String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((purpose + "\n").getBytes(StandardCharsets.UTF_8));
      return digest.digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }
}
