package org.everswarm.tracker.shop.money;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {

  /** What Bundle and Vimeo documented, with a processor that takes 2.9 % and 30 cents. */
  @ParameterizedTest
  @CsvSource({
    "GROSS,   99, 33,  10,   56",
    "GROSS,  500, 45,  50,  405",
    "GROSS,  600, 47,  60,  493",
    "GROSS,  999, 59, 100,  840",
    "GROSS, 1499, 73, 150, 1276",
    "NET,     99, 33,   7,   59",
    "NET,    500, 45,  46,  409",
    "NET,    600, 47,  55,  498",
    "NET,    999, 59,  94,  846",
    "NET,   1499, 73, 143, 1283"
  })
  void splitsAPriceAsDocumented(
      FeeBasis basis, long price, long processor, long platform, long publisher) {
    long fee =
        new BigDecimal("0.029")
            .multiply(BigDecimal.valueOf(price))
            .add(BigDecimal.valueOf(30))
            .setScale(0, RoundingMode.HALF_UP)
            .longValueExact();
    assertEquals(processor, fee);
    Split split = Split.of(new FeeTerms(basis, 1000), price, 0, fee);
    assertEquals(new Split(price, 0, processor, platform, publisher), split);
  }

  @Test
  void theStandardIsTenPercentOfWhatTheProcessorLeaves() {
    assertEquals(new FeeTerms(FeeBasis.NET, 1000), FeeTerms.standard());
  }

  @Test
  void roundsHalfUpOnce() {
    assertEquals(1, Split.of(new FeeTerms(FeeBasis.GROSS, 1000), 5, 0, 0).platformFeeMinor());
    assertEquals(0, Split.of(new FeeTerms(FeeBasis.GROSS, 1000), 4, 0, 0).platformFeeMinor());
    assertEquals(13, Split.of(new FeeTerms(FeeBasis.GROSS, 1000), 125, 0, 0).platformFeeMinor());
  }

  @Test
  void aFreeSaleIsAllZeros() {
    assertEquals(new Split(0, 0, 0, 0, 0), Split.of(FeeTerms.standard(), 0, 0, 30));
  }

  @Test
  void takesNothingOfTheTax() {
    assertEquals(new Split(1200, 200, 65, 94, 841), Split.of(FeeTerms.standard(), 1200, 200, 65));
    assertEquals(
        new Split(1200, 200, 65, 100, 835),
        Split.of(new FeeTerms(FeeBasis.GROSS, 1000), 1200, 200, 65));
  }

  @Test
  void refusesASaleThatCostsThePublisher() {
    assertThrows(IllegalArgumentException.class, () -> Split.of(FeeTerms.standard(), 25, 0, 31));
    assertThrows(
        IllegalArgumentException.class,
        () -> Split.of(new FeeTerms(FeeBasis.GROSS, 10_000), 100, 0, 1));
  }

  @Test
  void refusesAPriceBelowTheMinimumOfItsCurrency() {
    Currency usd = Currency.of("usd");
    assertThrows(IllegalArgumentException.class, () -> usd.checkPrice(49));
    usd.checkPrice(50);
    usd.checkPrice(0);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0, 0",
    "100, -1, 0",
    "100, 0, -1",
    "100, 101, 0",
    "9223372036854775807, 0, 0",
    "-9223372036854775808, 0, 0",
    "1000000000001, 0, 0",
    "100, 0, 9223372036854775807"
  })
  void refusesAmountsThatAreNone(long price, long tax, long fee) {
    assertThrows(
        IllegalArgumentException.class, () -> Split.of(FeeTerms.standard(), price, tax, fee));
  }

  @Test
  void refusesPartsThatDoNotSum() {
    assertThrows(IllegalArgumentException.class, () -> new Split(100, 0, 10, 10, 81));
    assertThrows(IllegalArgumentException.class, () -> new Split(100, 0, 10, -10, 100));
    assertThrows(
        IllegalArgumentException.class, () -> new Split(100, 0, 0, Long.MAX_VALUE, Long.MIN_VALUE));
  }

  @Property
  void thePartsAlwaysSumAndThePlatformIsExactToHalfAUnit(
      @ForAll FeeBasis basis,
      @ForAll @IntRange(max = 10_000) int basisPoints,
      @ForAll @LongRange(max = Split.AMOUNT_MAX) long price,
      @ForAll @LongRange(max = Split.AMOUNT_MAX) long tax,
      @ForAll @LongRange(max = Split.AMOUNT_MAX) long fee) {
    long revenue = price - Math.min(tax, price) % (price / 4 + 1);
    long processor = fee % (revenue / 4 + 1);
    Split split;
    try {
      split = Split.of(new FeeTerms(basis, basisPoints), price, price - revenue, processor);
    } catch (IllegalArgumentException leavesNothing) {
      assertTrue(basisPoints > 7000 || price == 0, leavesNothing.getMessage());
      return;
    }
    assertEquals(
        price,
        split.taxMinor()
            + split.processorFeeMinor()
            + split.platformFeeMinor()
            + split.publisherMinor());
    long base = basis == FeeBasis.NET ? revenue - processor : revenue;
    long error = split.platformFeeMinor() * 10_000 - base * basisPoints;
    assertTrue(error > -5000 && error <= 5000, "off by " + error);
  }
}
