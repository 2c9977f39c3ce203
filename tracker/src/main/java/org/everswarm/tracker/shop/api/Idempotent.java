package org.everswarm.tracker.shop.api;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.text.Sha256;
import org.jdbi.v3.core.Handle;

/**
 * Carries out a request once however often it is repeated with the same {@code Idempotency-Key}:
 * later ones get the first's answer again, for 48 hours. Thread-safe.
 *
 * <p>A refusal is not kept: the request may be repeated. After a crash in its midst, or at another
 * process, the repeated request is carried out again; so the operation's effects must be unique by
 * the key, too.
 *
 * <p>Of a key only a hash is kept, and the answer is sealed under the key, since an answer may hold
 * a secret that is told once.
 */
public final class Idempotent {

  private static final long KEPT_MILLIS = Duration.ofDays(2).toMillis();
  private static final long PURGE_MILLIS = Duration.ofMinutes(10).toMillis();

  private final Database database;
  private final InstantSource clock;
  private final AtomicLong nextPurge = new AtomicLong();

  /** Hashes of the keys of requests being carried out: as many as the shop takes on at once. */
  private final Set<String> running = ConcurrentHashMap.newKeySet();

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

  private static String key(Call call) {
    return call.header("idempotency-key")
        .orElseThrow(() -> new Problem(Kind.INVALID, "Send an Idempotency-Key, such as a UUID."));
  }

  private Reply answer(String place, Call call, Operation operation) {
    purge();
    String keyed = place + "\n" + key(call);
    String hash = hash("key", keyed);
    if (!running.add(hash)) {
      throw new Problem(
          Kind.CONFLICT,
          "The request with this Idempotency-Key is being carried out; repeat it in a moment.",
          Duration.ofSeconds(1));
    }
    try {
      SealedAnswer seal = new SealedAnswer(Sha256.of("seal\n" + keyed));
      Request request = new Request(hash, fingerprint(call), clock.millis());
      Optional<Kept> kept = database.read(handle -> find(handle, request.hash()));
      return kept.isPresent()
          ? again(kept.get(), request, seal)
          : first(request, seal, operation.answer(call));
    } finally {
      running.remove(hash);
    }
  }

  private static Reply again(Kept kept, Request request, SealedAnswer seal) {
    if (!kept.fingerprint().equals(request.fingerprint())) {
      throw new Problem(
          Kind.CONFLICT, "This Idempotency-Key was used for another request: take a new one.");
    }
    return new Reply(
        kept.status(),
        kept.contentType(),
        Map.of("Idempotent-Replayed", "true"),
        Buffer.buffer(seal.open(kept.body().getBytes())));
  }

  private Reply first(Request request, SealedAnswer seal, Reply reply) {
    byte[] body = seal.seal(reply.body().getBytes(), request.createdAt());
    database.update(handle -> keep(handle, request, reply, body));
    return reply;
  }

  /** A request that is carried out. */
  private record Request(String hash, String fingerprint, long createdAt) {}

  /** What was answered. */
  private record Kept(String fingerprint, int status, String contentType, Buffer body) {}

  private static Optional<Kept> find(Handle handle, String hash) {
    return handle
        .select(
            "SELECT request_hash, status, content_type, body FROM idempotency WHERE hash = ?", hash)
        .map(
            (row, context) ->
                new Kept(
                    row.getString(1),
                    row.getInt(2),
                    row.getString(3),
                    Buffer.buffer(row.getBytes(4))))
        .findOne();
  }

  /** Unless another process was faster: then both did the same. */
  private static void keep(Handle handle, Request request, Reply reply, byte[] body) {
    handle.execute(
        "INSERT INTO idempotency (hash, request_hash, created_at, status, content_type, body)"
            + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING",
        request.hash(),
        request.fingerprint(),
        request.createdAt(),
        reply.status(),
        reply.contentType(),
        body);
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
    return Sha256.hex(purpose + "\n" + text);
  }
}
