package org.everswarm.tracker.shop.receipts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReceiptNumbersTest {

  private final Random random = new Random(7);

  @Test
  void whatIsTypedIsReadHoweverItIsTyped() {
    for (int i = 0; i < 1000; i++) {
      String number = ReceiptNumbers.next(random);
      assertTrue(number.matches("ES(-[0-9A-HJKMNP-TV-Z]{4}){3}"), number);
      String typed = number.replace("-", " ").replace('0', 'o').replace('1', 'l');
      assertEquals(Optional.of(number), ReceiptNumbers.parse(typed.toLowerCase(Locale.ROOT)));
    }
  }

  @Test
  void whatIsNoNumberIsNone() {
    assertEquals(Optional.empty(), ReceiptNumbers.parse(""));
    assertEquals(Optional.empty(), ReceiptNumbers.parse("ES-0000-0000-000"));
    assertEquals(Optional.empty(), ReceiptNumbers.parse("ES-0000-0000-00000"));
    assertEquals(Optional.empty(), ReceiptNumbers.parse("ES-0000-0000-000U"));
    assertEquals(Optional.empty(), ReceiptNumbers.parse("XX-0000-0000-0000"));
    assertEquals(Optional.empty(), ReceiptNumbers.parse("E".repeat(10_000)));
  }
}
