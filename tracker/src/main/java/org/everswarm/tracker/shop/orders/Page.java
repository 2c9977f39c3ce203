package org.everswarm.tracker.shop.orders;

import java.util.List;
import java.util.Optional;
import org.everswarm.tracker.shop.problem.Problem;

/**
 * A page of a list, the newest first: what is older than a record, by its time and its id.
 *
 * @param limit how many at most
 */
public record Page(long beforeAt, String beforeId, int limit) {

  /**
   * The page after the record with these keys; the first without.
   *
   * @throws Problem INVALID if the first key is no time
   */
  public static Page of(Optional<List<String>> after, int limit) {
    try {
      return after
          .map(keys -> new Page(Long.parseLong(keys.get(0)), keys.get(1), limit))
          .orElseGet(() -> new Page(Long.MAX_VALUE, "", limit));
    } catch (NumberFormatException malformed) {
      throw new Problem(
          Problem.Kind.INVALID, "The cursor must be the `next` of the page before, as it came.");
    }
  }
}
