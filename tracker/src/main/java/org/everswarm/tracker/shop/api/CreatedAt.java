package org.everswarm.tracker.shop.api;

import java.time.Instant;
import java.util.List;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;

/**
 * Where a page of a list begins that has the latest first: after the record of this time and id.
 *
 * @param millis since 1970
 */
record CreatedAt(long millis, String id) {

  private static final CreatedAt NOW = new CreatedAt(Long.MAX_VALUE, "");

  static CreatedAt of(Call call) {
    return Cursor.after(call, 2).map(CreatedAt::of).orElse(NOW);
  }

  private static CreatedAt of(List<String> keys) {
    try {
      return new CreatedAt(Long.parseLong(keys.get(0)), keys.get(1));
    } catch (NumberFormatException malformed) {
      throw new Problem(
          Kind.INVALID, "The cursor must be the `next` of the page before, as it came.");
    }
  }

  /** For {@link Cursor#of}. */
  static List<String> keys(Instant createdAt, String id) {
    return List.of(Long.toString(createdAt.toEpochMilli()), id);
  }
}
