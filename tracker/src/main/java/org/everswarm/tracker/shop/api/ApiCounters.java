package org.everswarm.tracker.shop.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How often each operation was answered with each status, since the start. Thread-safe. */
public final class ApiCounters {

  /** The operation of requests that are for none. */
  public static final String NO_OPERATION = "none";

  /** The status of those that are not among the expected ones. */
  private static final int OTHER = 0;

  private static final List<Integer> STATUSES =
      List.of(
          200, 201, 202, 204, 206, 302, 303, 304, 400, 401, 403, 404, 405, 409, 410, 413, 414, 415,
          429, 431, 500, 503, OTHER);

  private final Map<String, Map<Integer, LongAdder>> counts;

  ApiCounters(Collection<String> operationIds) {
    List<String> all = new ArrayList<>(operationIds);
    all.add(NO_OPERATION);
    counts = all.stream().collect(Collectors.toMap(Function.identity(), id -> adders()));
  }

  private static Map<Integer, LongAdder> adders() {
    return STATUSES.stream().collect(Collectors.toMap(Function.identity(), s -> new LongAdder()));
  }

  void count(String operationId, int status) {
    Map<Integer, LongAdder> row = counts.getOrDefault(operationId, Map.of());
    LongAdder adder = row.getOrDefault(status, row.get(OTHER));
    if (adder != null) {
      adder.increment();
    }
  }

  /** What {@link #forEach} tells of every operation and status. */
  @FunctionalInterface
  public interface Visitor {

    /**
     * Told of one pair.
     *
     * @param status 0 for all that are unusual
     */
    void visit(String operationId, int status, LongAdder count);
  }

  /** Visits every pair of an operation and a status; always the same ones. */
  public void forEach(Visitor visitor) {
    counts.forEach(
        (operation, row) ->
            row.forEach((status, count) -> visitor.visit(operation, status, count)));
  }

  /** How often an operation was answered with one of the usual statuses. */
  long sum(String operationId, int status) {
    LongAdder adder = counts.getOrDefault(operationId, Map.of()).get(status);
    return adder == null ? 0 : adder.sum();
  }
}
