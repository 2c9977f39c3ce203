package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTest {

  @ParameterizedTest
  @CsvSource({
    "6.00, usd, 600",
    "6, usd, 600",
    "6.5, USD, 650",
    "0.01, eur, 1",
    "600, jpy, 600",
    "600.0, jpy, 600",
    "1.234, kwd, 1234",
    "5, isk, 500",
    "5, mga, 5",
    "999999999999999, jpy, 999999999999999",
    "0, usd, 0"
  })
  void anAmountIsReadIntoTheMinorUnitsThatProcessorsCount(String text, String code, long minor) {
    assertEquals(minor, Amounts.minor("--price", text, code));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 6",
        "-6",
        "+6",
        "6,00",
        "6.",
        ".5",
        "1e3",
        "6.0000",
        "1234567890123456",
        "٦"
      })
  void whatIsNoAmountIsRefusedByName(String text) {
    assertTrue(refusal(text, "usd").startsWith("--price "));
  }

  @ParameterizedTest
  @CsvSource({"6.001, usd", "0.5, jpy", "0.5, mga"})
  void partsOfAMinorUnitAreRefused(String text, String code) {
    assertTrue(refusal(text, code).contains("more digits"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "us", "dollars", "u$d"})
  void whatIsNoCurrencyIsRefused(String code) {
    assertTrue(refusal("6.00", code).startsWith("--currency "));
  }

  private static String refusal(String text, String code) {
    return String.valueOf(
        assertThrows(ConfigException.class, () -> Amounts.minor("--price", text, code))
            .getMessage());
  }
}
