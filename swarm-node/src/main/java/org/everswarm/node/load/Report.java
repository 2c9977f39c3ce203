package org.everswarm.node.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a load came to, for people and for programs. */
final class Report {

  private static final String HEAD =
      """
      | phase | stream | s | sent/s | answered/s | least in a second | p50 ms | p99 ms | p99.9 ms \
      | max ms | bytes | peers | errors | lost |
      |---|---|---|---|---|---|---|---|---|---|---|---|---|---|
      """;

  private final List<Row> rows = new ArrayList<>();
  private final long unfilled;

  private record Row(String phase, Stream stream, double seconds, Tally tally) {

    double perSecond(long count) {
      return seconds == 0 ? 0 : count / seconds;
    }

    double millis(double quantile) {
      return tally.latency().quantile(quantile) / 1e6;
    }

    double maxMillis() {
      return tally.latency().max() / 1e6;
    }

    long least() {
      return tally.leastPerSecond((int) seconds);
    }
  }

  /**
   * @param unfilled peers that had no answer while the table was filled
   */
  Report(List<LoadRun.Result> results, long unfilled) {
    this.unfilled = unfilled;
    for (LoadRun.Result result : results) {
      for (Stream stream : Stream.values()) {
        Tally tally = result.tallies().of(stream);
        if (tally.requests() > 0) {
          rows.add(new Row(result.title(), stream, result.seconds(), tally));
        }
      }
    }
  }

  /** Whether all was lost or an error, but for forged announces, which are to be. */
  boolean isInVain() {
    List<Tally> honest =
        rows.stream().filter(row -> row.stream != Stream.FORGED).map(Row::tally).toList();
    return !honest.isEmpty()
        && honest.stream()
            .allMatch(tally -> tally.responses() == tally.errors() + tally.malformed());
  }

  /** A table, and below it the errors by their texts. */
  String markdown() {
    StringBuilder text = new StringBuilder(HEAD);
    rows.forEach(row -> text.append(line(row)));
    for (Row row : rows) {
      row.tally
          .errorTexts()
          .forEach((error, count) -> text.append(note(row, count, "said \"" + error + "\"")));
      if (row.tally.malformed() > 0) {
        text.append(note(row, row.tally.malformed(), "could not be read"));
      }
      if (row.tally.strays() > 0) {
        text.append(note(row, row.tally.strays(), "came too late, or answered nothing"));
      }
    }
    if (unfilled > 0) {
      text.append("%n%,d peers had no answer while the table was filled%n".formatted(unfilled));
    }
    return text.toString();
  }

  private static String note(Row row, long count, String what) {
    return "%n%s, %s: %,d answers %s%n".formatted(row.phase, row.stream.title(), count, what);
  }

  private static String line(Row row) {
    Tally tally = row.tally;
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.1f | %,.0f | %,.0f | %,d | %.2f | %.2f | %.2f | %.2f | %.1f | %.2f | %,d "
            + "| %,d |%n",
        row.phase,
        row.stream.title(),
        row.seconds,
        row.perSecond(tally.requests()),
        row.perSecond(tally.responses()),
        row.least(),
        row.millis(0.5),
        row.millis(0.99),
        row.millis(0.999),
        row.maxMillis(),
        tally.meanBytes(),
        tally.meanItems(),
        tally.errors() + tally.malformed(),
        tally.lost());
  }

  String json() {
    ObjectNode report = new ObjectMapper().createObjectNode();
    report.put("unfilled", unfilled);
    ArrayNode array = report.putArray("streams");
    for (Row row : rows) {
      Tally tally = row.tally;
      ObjectNode node = array.addObject();
      node.put("phase", row.phase).put("stream", row.stream.title());
      node.put("seconds", row.seconds);
      node.put("requests", tally.requests()).put("responses", tally.responses());
      node.put("requests_per_second", row.perSecond(tally.requests()));
      node.put("responses_per_second", row.perSecond(tally.responses()));
      node.put("responses_least_in_a_second", row.least());
      node.put("latency_p50_ms", row.millis(0.5)).put("latency_p99_ms", row.millis(0.99));
      node.put("latency_p999_ms", row.millis(0.999)).put("latency_max_ms", row.maxMillis());
      node.put("mean_reply_bytes", tally.meanBytes()).put("mean_items", tally.meanItems());
      node.put("lost", tally.lost()).put("strays", tally.strays());
      node.put("malformed", tally.malformed()).put("errors", tally.errors());
      ObjectNode texts = node.putObject("errors_by_text");
      tally.errorTexts().forEach(texts::put);
    }
    return report.toPrettyString();
  }
}
