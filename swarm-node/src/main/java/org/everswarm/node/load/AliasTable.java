package org.everswarm.node.load;

import java.util.function.IntToDoubleFunction;

/**
 * Draws indexes by their weights in constant time: Walker's alias method as Vose wrote it, 12 bytes
 * an index. Immutable.
 */
final class AliasTable {

  private final long[] keep;
  private final int[] alias;

  /**
   * @param count how many indexes
   * @param weight of each; positive
   */
  AliasTable(int count, IntToDoubleFunction weight) {
    this.keep = new long[count];
    this.alias = new int[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += weight.applyAsDouble(i);
    }
    // Weights are in keep, as bits, until they are paired: a table can be large.
    for (int i = 0; i < count; i++) {
      scaled(i, weight.applyAsDouble(i) * count / sum);
    }
    pair(new int[count]);
  }

  private double scaled(int i) {
    return Double.longBitsToDouble(keep[i]);
  }

  private void scaled(int i, double to) {
    keep[i] = Double.doubleToRawLongBits(to);
  }

  /** Fills each column that is too low from one that is too high, from either end of one list. */
  private void pair(int[] open) {
    int count = open.length;
    int low = 0;
    int high = count;
    for (int i = 0; i < count; i++) {
      if (scaled(i) < 1) {
        open[low++] = i;
      } else {
        open[--high] = i;
      }
    }
    while (low > 0 && high < count) {
      int small = open[--low];
      int large = open[high];
      double share = scaled(small);
      keep[small] = SplitMix.threshold(share);
      alias[small] = large;
      scaled(large, scaled(large) - (1 - share));
      if (scaled(large) < 1) {
        high++;
        open[low++] = large;
      }
    }
    fillUp(open, 0, low);
    fillUp(open, high, count);
  }

  /** What rounding has left unpaired is full. */
  private void fillUp(int[] open, int from, int to) {
    for (int i = from; i < to; i++) {
      keep[open[i]] = Long.MAX_VALUE;
    }
  }

  int draw(SplitMix random) {
    int column = (int) random.below(keep.length);
    return random.chance(keep[column]) ? column : alias[column];
  }
}
