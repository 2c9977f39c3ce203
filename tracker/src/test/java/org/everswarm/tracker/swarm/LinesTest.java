package org.everswarm.tracker.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LinesTest {

  private static final int SLAB = 8 << 20;

  record Block(int name, int order) {

    int lines() {
      return 1 << (2 * order);
    }
  }

  private final Memory memory = new Memory(2 * SLAB);
  private final Lines lines = new Lines(memory);
  private final List<Block> taken = new ArrayList<>();
  private final BitSet used = new BitSet();

  @Test
  void neverGivesALineToTwo() {
    SplittableRandom random = new SplittableRandom(1);
    int inUse = 0;
    for (int step = 0; step < 2_000_000; step++) {
      boolean growing = step / 200_000 % 2 == 0;
      if (random.nextInt(10) < (growing ? 8 : 2)) {
        Block block = take(random.nextInt(3));
        inUse += block == null ? 0 : block.lines();
      } else if (!taken.isEmpty()) {
        inUse -= giveBackAny(random).lines();
      }
    }
    assertEquals(inUse, lines.inUse());
    assertTrue(memory.taken() <= 2 * SLAB);
  }

  @Test
  void joinsWhatIsFreeSoThatAnyMixFitsAfterAnyOther() {
    SplittableRandom random = new SplittableRandom(2);
    int largest = fill(2);
    for (int order : new int[] {0, 1, 2, 0, 2, 1}) {
      while (!taken.isEmpty()) {
        giveBackAny(random);
      }
      assertEquals(largest << (2 * (2 - order)), fill(order));
    }
  }

  @Test
  void writesNothingIntoABlockThatIsInUse() {
    Block block = new Block(lines.take(1), 1);
    long[] words = lines.slab(block.name);
    int at = Lines.at(block.name);
    Arrays.fill(words, at, at + 32, 7);
    fill(0);
    SplittableRandom random = new SplittableRandom(3);
    while (!taken.isEmpty()) {
      giveBackAny(random);
    }
    for (int i = 0; i < 32; i++) {
      assertEquals(7, words[at + i]);
    }
  }

  private int fill(int order) {
    int count = 0;
    while (take(order) != null) {
      count++;
    }
    return count;
  }

  private @Nullable Block take(int order) {
    int name = lines.take(order);
    if (name == Lines.NONE) {
      return null;
    }
    Block block = new Block(name, order);
    assertNotEquals(0, lines.slab(name).length);
    assertTrue(Lines.at(name) + 8 * block.lines() <= lines.slab(name).length);
    assertEquals(6, Lines.at(name) % 8);
    int next = used.nextSetBit(name);
    assertFalse(next >= 0 && next < name + block.lines(), "a line is in two blocks");
    used.set(name, name + block.lines());
    taken.add(block);
    return block;
  }

  private Block giveBackAny(SplittableRandom random) {
    int i = random.nextInt(taken.size());
    Block block = taken.get(i);
    taken.set(i, taken.get(taken.size() - 1));
    taken.remove(taken.size() - 1);
    used.clear(block.name, block.name + block.lines());
    lines.giveBack(block.name, block.order);
    return block;
  }
}
