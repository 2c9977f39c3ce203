package org.everswarm.node.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

  private static ByteRange part(long from, long length) {
    return new ByteRange(from, length, true);
  }

  @Test
  void readsTheThreeForms() {
    assertEquals(part(0, 100), ByteRange.of("bytes=0-99", 1000));
    assertEquals(part(999, 1), ByteRange.of("bytes=999-999", 1000));
    assertEquals(part(10, 990), ByteRange.of("bytes=10-", 1000));
    assertEquals(part(990, 10), ByteRange.of("bytes=-10", 1000));
    assertEquals(part(0, 1000), ByteRange.of("Bytes= 0-5000 ", 1000));
    assertEquals(part(0, 1000), ByteRange.of("bytes=-5000", 1000));
    assertEquals(part(5, 995), ByteRange.of("bytes=5-99999999999999999999999999", 1000));
  }

  @Test
  void aRangeWithoutAByteIsUnsatisfiable() {
    assertNull(ByteRange.of("bytes=1000-", 1000));
    assertNull(ByteRange.of("bytes=1000-2000", 1000));
    assertNull(ByteRange.of("bytes=-0", 1000));
    assertNull(ByteRange.of("bytes=0-", 0));
    assertNull(ByteRange.of("bytes=99999999999999999999999999-", 1000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=0-1,5-6",
        "bytes=5-4",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=1-b",
        "bytes=0x1-2",
        "items=0-1",
        "0-1",
        "bytes",
        "bytes=--1",
        "bytes=1--2",
        "bytes=+1-2",
        "bytes=1 - 2",
        ""
      })
  void whatIsNoSingleRangeMeansTheWhole(String header) {
    assertEquals(new ByteRange(0, 1000, false), ByteRange.of(header, 1000));
  }

  @Test
  void noHeaderMeansTheWhole() {
    assertEquals(new ByteRange(0, 1000, false), ByteRange.of(null, 1000));
    assertEquals(new ByteRange(0, 0, false), ByteRange.of(null, 0));
  }

  @Property
  void neverLeavesTheFile(
      @ForAll @StringLength(max = 30) @CharRange(from = ' ', to = '~') String header,
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long total) {
    checkInside(ByteRange.of(header, total), total);
    checkInside(ByteRange.of("bytes=" + header, total), total);
  }

  @Property
  void everyClosedRangeInsideIsTakenLiterally(
      @ForAll @LongRange(min = 0, max = 1L << 50) long first,
      @ForAll @LongRange(min = 0, max = 1L << 50) long more,
      @ForAll @LongRange(min = 1, max = 1L << 50) long after) {
    ByteRange range = ByteRange.of("bytes=" + first + "-" + (first + more), first + more + after);
    assertEquals(part(first, more + 1), range);
    assertNotNull(range);
    assertEquals("bytes " + first + "-" + (first + more) + "/7", range.contentRange(7));
  }

  private static void checkInside(@Nullable ByteRange range, long total) {
    if (range != null) {
      assertTrue(range.from() >= 0 && range.length() >= 0);
      assertTrue(range.from() + range.length() <= total);
      assertTrue(range.length() > 0 || !range.partial());
    }
  }
}
