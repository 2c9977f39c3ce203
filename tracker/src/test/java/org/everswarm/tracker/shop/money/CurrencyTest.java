package org.everswarm.tracker.shop.money;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurrencyTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf",
        "xof", "xpf"
      })
  void someHaveNoDecimals(String code) {
    assertEquals(0, Currency.of(code).digits());
    assertEquals(1, Currency.of(code).stepMinor());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bhd", "jod", "kwd", "omr", "tnd"})
  void someHaveThreeOfWhichTheProcessorTakesTwo(String code) {
    Currency currency = Currency.of(code);
    assertEquals(3, currency.digits());
    currency.checkPrice(5120);
    assertThrows(IllegalArgumentException.class, () -> currency.checkPrice(5124));
  }

  /** The processor counts them with two digits, which must be zeros. */
  @ParameterizedTest
  @ValueSource(strings = {"isk", "ugx"})
  void someHaveTwoInNameOnly(String code) {
    Currency currency = Currency.of(code);
    assertEquals(2, currency.digits());
    currency.checkPrice(500_000);
    assertThrows(IllegalArgumentException.class, () -> currency.checkPrice(500_050));
  }

  @ParameterizedTest
  @CsvSource({
    "usd, 600, 6.00 USD",
    "usd, 5, 0.05 USD",
    "usd, -498, -4.98 USD",
    "usd, 0, 0.00 USD",
    "jpy, 600, 600 JPY",
    "kwd, 5, 0.005 KWD",
    "kwd, -1234567, -1234.567 KWD",
    "usd, -9223372036854775808, -92233720368547758.08 USD"
  })
  void showsAmountsAsPeopleReadThem(String code, long minor, String text) {
    assertEquals(text, Currency.of(code).format(minor));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "USD", "us", "usdd", "xxx", "us\u0000", "ＵＳＤ"})
  void refusesWhatIsNone(String code) {
    assertThrows(IllegalArgumentException.class, () -> Currency.of(code));
  }

  @Test
  void refusesPricesBelowTheMinimumButForNothing() {
    for (Currency each : Currency.all()) {
      each.checkPrice(0);
      each.checkPrice(each.minimumMinor());
      long most = 99_999_999 - 99_999_999 % each.stepMinor();
      each.checkPrice(most);
      assertThrows(IllegalArgumentException.class, () -> each.checkPrice(most + each.stepMinor()));
      for (long price : List.of(-1L, 1L, each.minimumMinor() - 1, Long.MAX_VALUE, Long.MIN_VALUE)) {
        assertThrows(IllegalArgumentException.class, () -> each.checkPrice(price));
      }
    }
  }

  @Test
  void listsThemByCode() {
    List<String> codes = Currency.all().stream().map(Currency::code).toList();
    assertEquals(codes.stream().sorted().distinct().toList(), codes);
    assertTrue(codes.containsAll(List.of("eur", "gbp", "usd")));
  }
}
