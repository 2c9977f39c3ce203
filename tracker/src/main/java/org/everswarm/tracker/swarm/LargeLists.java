package org.everswarm.tracker.swarm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The large lists of one stripe, by number.
 *
 * <p>Not thread-safe: its stripe guards it.
 */
final class LargeLists {

  private @Nullable LargeList[] lists = {};

  /** A large list by its number. */
  LargeList get(int number) {
    LargeList list = lists[number];
    if (list == null) {
      throw new IllegalStateException("there is no large list " + number);
    }
    return list;
  }

  /** Keeps a large list; its number. A stripe has so few that looking for a place costs little. */
  int add(LargeList list) {
    int number = 0;
    while (number < lists.length && lists[number] != null) {
      number++;
    }
    if (number == lists.length) {
      lists = Arrays.copyOf(lists, number + number / 2 + 1);
    }
    lists[number] = list;
    return number;
  }

  /** Lets go of a large list. */
  void remove(int number) {
    get(number).release();
    lists[number] = null;
  }
}
