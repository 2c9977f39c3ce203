package org.everswarm.tracker.shop.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

  @Test
  void quotesWhatNeedsIt() {
    assertEquals(
        "plain,\"a,b\",\"say \"\"no\"\"\",\"two\r\nlines\",,ü\r\n",
        text(new Csv().row("plain", "a,b", "say \"no\"", "two\r\nlines", "", "ü")));
    assertEquals("\"a\rb\",\"a\nb\"\r\n", text(new Csv().row("a\rb", "a\nb")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "-",
        "-1.",
        "+5",
        "-1e5",
        "=",
        "--1"
      })
  void makesNoFormulaOfWhatStrangersWrote(String cell) {
    String written = text(new Csv().row(cell));
    assertEquals('\'', written.charAt(written.charAt(0) == '"' ? 1 : 0), written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-4.98", "0", "-600", "1.000", "12345678901234567890"})
  void leavesNumbersAlone(String number) {
    assertEquals(number + "\r\n", text(new Csv().row(number)));
  }

  @Property
  void isReadAsItWasWritten(
      @ForAll @Size(min = 1, max = 5)
          List<@Chars({'a', ',', '"', '\r', '\n', '=', '-', '\'', '1', 'ü'}) String> cells) {
    List<String> expected = new ArrayList<>();
    for (String cell : cells) {
      boolean formula = cell.matches("(?s)[=+@\\t\\r-].*") && !cell.matches("-?[0-9]+(\\.[0-9]+)?");
      expected.add(formula ? "'" + cell : cell);
    }
    assertEquals(expected, parse(text(new Csv().row(cells))));
  }

  private static String text(Csv csv) {
    return new String(csv.toBytes(), StandardCharsets.UTF_8);
  }

  /** One record, as RFC 4180 has it. */
  private static List<String> parse(String record) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < record.length() - 2; i++) {
      char c = record.charAt(i);
      if (quoted && c == '"' && record.charAt(i + 1) == '"') {
        cell.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
