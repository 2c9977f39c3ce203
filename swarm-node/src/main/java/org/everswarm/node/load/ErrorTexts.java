package org.everswarm.node.load;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts replies by the text of the error they tell. Distinguishes {@value #TEXTS_MAX} texts; those
 * seen after that count together. Allocates when it sees a text for the first time only. Not
 * thread-safe.
 */
final class ErrorTexts {

  static final int TEXTS_MAX = 32;
  static final String OTHERS = "(other texts)";

  private static final int TEXT_LENGTH_MAX = 120;

  private final long[] hashes = new long[TEXTS_MAX];
  private final @Nullable String[] texts = new @Nullable String[TEXTS_MAX];
  private final long[] counts = new long[TEXTS_MAX];
  private int size;
  private long others;

  /** A text whose bytes can be asked for. */
  interface Bytes {
    byte at(int index);
  }

  /** Counts the text in {@code bytes} from {@code from} to {@code to}. */
  void count(Bytes bytes, int from, int to) {
    int end = Math.min(to, from + TEXT_LENGTH_MAX);
    long hash = 0xCBF2_9CE4_8422_2325L;
    for (int i = from; i < end; i++) {
      hash = (hash ^ (bytes.at(i) & 0xFF)) * 0x100_0000_01B3L;
    }
    int place = place(hash);
    if (place == size && size < TEXTS_MAX) {
      hashes[size] = hash;
      texts[size++] = text(bytes, from, end);
    }
    if (place < TEXTS_MAX) {
      counts[place]++;
    } else {
      others++;
    }
  }

  private int place(long hash) {
    for (int i = 0; i < size; i++) {
      if (hashes[i] == hash) {
        return i;
      }
    }
    return size;
  }

  /** Control characters and what is not ASCII could upset a terminal. */
  private static String text(Bytes bytes, int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      char c = (char) (bytes.at(i) & 0xFF);
      text.append(c >= ' ' && c < 0x7F ? c : '?');
    }
    return text.toString();
  }

  /** Adds what this has counted to {@code sums}. */
  void addTo(Map<String, Long> sums) {
    for (int i = 0; i < size; i++) {
      sums.merge(String.valueOf(texts[i]), counts[i], Long::sum);
    }
    if (others > 0) {
      sums.merge(OTHERS, others, Long::sum);
    }
  }
}
