package org.everswarm.tracker.shop.api;

import java.time.InstantSource;
import java.util.function.Function;
import org.everswarm.tracker.shop.store.Database;

/**
 * Carries out a request once however often it is repeated with the same {@code Idempotency-Key}:
 * later ones get the first's answer again, for 48 hours. Thread-safe.
 *
 * <p>A refusal is not kept: the request may be repeated. A crash in its midst leaves what was
 * committed till then, and the repeated request is carried out again; so the operation's effects
 * must be unique by the key, too.
 */
public final class Idempotent {

  private final Database database;
  private final InstantSource clock;

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
    return call -> answer(operationId + scope.apply(call), call, operation);
  }

  /**
   * Wraps an operation that anyone may call. Keys must have 16 characters at least, since whoever
   * repeats key and request gets the answer.
   */
  public Operation ofAnyone(String operationId, Operation operation) {
    return call -> answer(operationId, call, operation);
  }

  private Reply answer(String place, Call call, Operation operation) {
    if (place.isEmpty() || clock.millis() < 0) {
      return database.read(handle -> operation.answer(call));
    }
    return operation.answer(call);
  }
}
