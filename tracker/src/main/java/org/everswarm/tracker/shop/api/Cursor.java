package org.everswarm.tracker.shop.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;

/**
 * Where a page of a list begins: after the record of these sort keys. Callers hand it back as they
 * got it; it grants nothing, so it need not be authentic.
 */
final class Cursor {

  private static final int LIMIT = 50;

  /** What numbers and ids are made of; a U+0000 would be no text to PostgreSQL. */
  private static final Pattern KEY = Pattern.compile("[ -~]*");

  private Cursor() {}

  /** How many records a page may have: {@code limit}, 50 without it. */
  static int limit(Call call) {
    return call.query("limit").map(Integer::parseInt).orElse(LIMIT);
  }

  /**
   * The keys that the page begins after; empty for the first.
   *
   * @param keys how many there must be
   * @throws Problem if it is not one that {@link #of} made
   */
  static Optional<List<String>> after(Call call, int keys) {
    return call.query("cursor").map(cursor -> read(cursor, keys));
  }

  private static List<String> read(String cursor, int keys) {
    try {
      byte[] json = Base64.getUrlDecoder().decode(cursor);
      JsonArray array = new JsonArray(new String(json, StandardCharsets.UTF_8));
      List<String> read = array.stream().map(String.class::cast).toList();
      if (read.size() == keys && read.stream().allMatch(key -> KEY.matcher(key).matches())) {
        return read;
      }
    } catch (RuntimeException malformed) {
      // Refused below.
    }
    throw new Problem(
        Kind.INVALID, "The cursor must be the `next` of the page before, as it came.");
  }

  /** The cursor of what comes after a record with these keys. */
  static String of(List<String> keys) {
    byte[] json = new JsonArray(keys).encode().getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
  }

  /**
   * A page of a list.
   *
   * @param found at most {@code limit + 1} records: one more than asked for tells that there is a
   *     next page
   */
  static <T> JsonObject page(
      Call call, List<T> found, Function<T, JsonObject> json, Function<T, List<String>> keys) {
    int limit = limit(call);
    List<T> shown = found.subList(0, Math.min(limit, found.size()));
    JsonArray items = new JsonArray();
    shown.forEach(one -> items.add(json.apply(one)));
    JsonObject page = new JsonObject().put("items", items);
    return found.size() > limit ? page.put("next", of(keys.apply(shown.get(limit - 1)))) : page;
  }
}
