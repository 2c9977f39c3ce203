package org.everswarm.protocol.metainfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class PieceLengthsTest {

  @Test
  void smallContentHasBlocksForPieces() {
    assertEquals(16 << 10, PieceLengths.suggested(0));
    assertEquals(16 << 10, PieceLengths.suggested(1));
    assertEquals(16 << 10, PieceLengths.suggested((32 << 20) - 1));
  }

  @Test
  void aFilmOfAGigabyteHasAboutAThousandPieces() {
    assertEquals(512 << 10, PieceLengths.suggested(993_376_153));
    assertEquals(1 << 20, PieceLengths.suggested(1L << 30));
  }

  @Test
  void hugeContentHasTheLongestPieces() {
    assertEquals(16 << 20, PieceLengths.suggested(1L << 40));
    assertEquals(16 << 20, PieceLengths.suggested(Long.MAX_VALUE));
  }

  @Property
  void isAPowerOfTwoThatKeepsThePiecesFew(
      @ForAll @LongRange(min = 0, max = 32L << 30) long totalBytes) {
    int length = PieceLengths.suggested(totalBytes);
    assertEquals(1, Integer.bitCount(length));
    assertTrue(length >= 16 << 10 && length <= 16 << 20);
    assertTrue(totalBytes / length <= 2048);
  }
}
