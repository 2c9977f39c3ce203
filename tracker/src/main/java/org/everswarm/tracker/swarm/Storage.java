package org.everswarm.tracker.swarm;

import java.util.Arrays;
import org.everswarm.protocol.HashMixer;
import org.jspecify.annotations.Nullable;

/**
 * What the lists of one stripe lie in: the table's lines, and a few objects beside for the largest.
 *
 * <p>Not thread-safe: its stripe guards it.
 */
final class Storage {

  final Lines lines;
  final Memory memory;

  /** Makes hashes of peers. */
  final HashMixer mixer;

  private @Nullable LargeList[] large = {};

  Storage(Lines lines, Memory memory, HashMixer mixer) {
    this.lines = lines;
    this.memory = memory;
    this.mixer = mixer;
  }

  /** A large list by its number. */
  LargeList large(int number) {
    LargeList list = large[number];
    if (list == null) {
      throw new IllegalStateException("there is no large list " + number);
    }
    return list;
  }

  /** Keeps a large list; its number. A stripe has so few that looking for a place costs little. */
  int add(LargeList list) {
    int number = 0;
    while (number < large.length && large[number] != null) {
      number++;
    }
    if (number == large.length) {
      large = Arrays.copyOf(large, number + number / 2 + 1);
    }
    large[number] = list;
    return number;
  }

  /** Lets go of a large list. */
  void remove(int number) {
    large(number).release();
    large[number] = null;
  }
}
