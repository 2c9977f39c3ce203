package org.everswarm.tracker.shop.csv;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a CSV file as RFC 4180 has it: CRLF, UTF-8, quotes where they are needed. A cell that a
 * spreadsheet would take for a formula begins with an apostrophe instead; numbers stay numbers.
 * Confined to one thread; grows as it is written to.
 */
public final class Csv {

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");
  private static final String FORMULA_STARTS = "=+-@\t\r";
  private static final Pattern QUOTED = Pattern.compile("[\",\r\n]");

  private final StringBuilder text = new StringBuilder();

  /** A row of cells. */
  public Csv row(List<String> cells) {
    text.append(cells.stream().map(Csv::cell).collect(Collectors.joining(","))).append("\r\n");
    return this;
  }

  public Csv row(String... cells) {
    return row(Arrays.asList(cells));
  }

  /** What was written, UTF-8. */
  public byte[] toBytes() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String cell(String content) {
    String safe = isFormula(content) ? "'" + content : content;
    return QUOTED.matcher(safe).find() ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  private static boolean isFormula(String content) {
    return !content.isEmpty()
        && FORMULA_STARTS.indexOf(content.charAt(0)) >= 0
        && !NUMBER.matcher(content).matches();
  }
}
