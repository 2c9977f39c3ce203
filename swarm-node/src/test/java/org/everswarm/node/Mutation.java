package org.everswarm.node;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Input that was valid once: flipped, cut, stretched, repeated or replaced. */
final class Mutation {

  private static final int NOISE_BYTES_MAX = 1_600;

  private Mutation() {}

  static byte[] of(byte[] valid, RandomGenerator random) {
    return switch (random.nextInt(6)) {
      case 0 -> noise(random);
      case 1 -> Arrays.copyOf(valid, random.nextInt(valid.length + 1));
      case 2 -> joined(valid, noise(random));
      case 3 -> joined(valid, valid);
      default -> flipped(valid, random);
    };
  }

  private static byte[] flipped(byte[] valid, RandomGenerator random) {
    byte[] mutated = valid.clone();
    for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
      mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
    }
    return mutated;
  }

  private static byte[] noise(RandomGenerator random) {
    byte[] noise = new byte[random.nextInt(NOISE_BYTES_MAX)];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
