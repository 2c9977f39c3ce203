package org.everswarm.protocol;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * One small damage to valid bytes, for fuzzing: a byte flipped, put in or left out, an end cut off,
 * or a stretch repeated.
 *
 * @param position where, taken modulo the length
 */
public record Mutation(Kind kind, int position, byte value) {

  enum Kind {
    REPLACE,
    INSERT,
    DELETE,
    TRUNCATE,
    REPEAT
  }

  public static Arbitrary<Mutation> arbitrary() {
    // Half of the bytes are ones that formats give a meaning to.
    Arbitrary<Byte> bytes =
        Arbitraries.oneOf(
            Arbitraries.bytes(),
            Arbitraries.of("0123456789-:ilde/.".chars().mapToObj(c -> (byte) c).toList()));
    return Combinators.combine(
            Arbitraries.of(Kind.values()), Arbitraries.integers().between(0, 1 << 20), bytes)
        .as(Mutation::new);
  }

  public static byte[] all(List<Mutation> mutations, byte[] bytes) {
    byte[] mutated = bytes;
    for (Mutation mutation : mutations) {
      mutated = mutation.of(mutated);
    }
    return mutated;
  }

  byte[] of(byte[] bytes) {
    if (bytes.length == 0) {
      return bytes;
    }
    int at = position % bytes.length;
    return switch (kind) {
      case REPLACE -> splice(bytes, at, new byte[] {value}, at + 1);
      case INSERT -> splice(bytes, at, new byte[] {value}, at);
      case DELETE -> splice(bytes, at, new byte[0], at + 1);
      case TRUNCATE -> Arrays.copyOf(bytes, at);
      case REPEAT ->
          splice(bytes, bytes.length, Arrays.copyOfRange(bytes, at, bytes.length), bytes.length);
    };
  }

  /** {@code bytes} up to {@code to}, then {@code middle}, then {@code bytes} from {@code from}. */
  private static byte[] splice(byte[] bytes, int to, byte[] middle, int from) {
    byte[] out = new byte[to + middle.length + bytes.length - from];
    System.arraycopy(bytes, 0, out, 0, to);
    System.arraycopy(middle, 0, out, to, middle.length);
    System.arraycopy(bytes, from, out, to + middle.length, bytes.length - from);
    return out;
  }
}
