package org.everswarm.node.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HistogramTest {

  @Property
  void quantilesAreLessThanOnePercentOff(
      @ForAll @Size(min = 1, max = 300)
          List<@LongRange(min = 0, max = 60_000_000_000L) Long> nanos) {
    Histogram histogram = new Histogram();
    nanos.forEach(histogram::record);
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    for (double quantile : new double[] {0, 0.5, 0.9, 0.99, 0.999, 1}) {
      int rank = Math.max(1, (int) Math.ceil(quantile * sorted.length));
      long exact = sorted[rank - 1];
      assertTrue(Math.abs(exact - histogram.quantile(quantile)) <= exact / 100);
    }
    assertEquals(sorted[sorted.length - 1], histogram.max());
  }

  @Test
  void addsUp() {
    Histogram one = new Histogram();
    Histogram other = new Histogram();
    Arrays.asList(1L, 2L, 3L).forEach(one::record);
    Arrays.asList(40L, 50L).forEach(other::record);
    one.add(other);
    assertEquals(5, one.count());
    assertEquals(3, one.quantile(0.5));
    assertEquals(50, one.max());
  }

  @Test
  void takesWhatIsOutOfItsRange() {
    Histogram histogram = new Histogram();
    histogram.record(-5);
    histogram.record(Long.MAX_VALUE);
    assertEquals(0, histogram.quantile(0.5));
    assertEquals(Histogram.MAX_NANOS, histogram.max());
    assertTrue(histogram.quantile(1) > 0.99 * Histogram.MAX_NANOS);
  }

  @Test
  void ofNothingIsZero() {
    assertEquals(0, new Histogram().quantile(0.99));
  }
}
