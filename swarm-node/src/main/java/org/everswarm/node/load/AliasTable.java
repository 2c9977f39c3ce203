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
    double[] scaled = new double[count];
    for (int i = 0; i < count; i++) {
      scaled[i] = weight.applyAsDouble(i) * count / sum;
    }
    pair(scaled);
  }

  /** Fills each column that is too low from one that is too high, from either end of one list. */
  private void pair(double[] scaled) {
    int count = scaled.length;
    int[] open = new int[count];
    int low = 0;
    int high = count;
    for (int i = 0; i < count; i++) {
      if (scaled[i] < 1) {
        open[low++] = i;
      } else {
        open[--high] = i;
      }
    }
    while (low > 0 && high < count) {
      int small = open[--low];
      int large = open[high];
      keep[small] = SplitMix.threshold(scaled[small]);
      alias[small] = large;
      scaled[large] -= 1 - scaled[small];
      if (scaled[large] < 1) {
        high++;
        open[low++] = large;
      }
    }
    for (int i = 0; i < low; i++) {
      keep[open[i]] = Long.MAX_VALUE;
    }
    for (int i = high; i < count; i++) {
      keep[open[i]] = Long.MAX_VALUE;
    }
  }

  int draw(SplitMix random) {
    int column = (int) random.below(keep.length);
    return random.chance(keep[column]) ? column : alias[column];
  }
}
