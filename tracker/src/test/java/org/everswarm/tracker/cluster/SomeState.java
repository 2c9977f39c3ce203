package org.everswarm.tracker.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.everswarm.tracker.exchange.SharedState;

/** Records that are numbers, in a kilobyte each. */
final class SomeState implements SharedState {

  static final int RECORD_BYTES = 1024;

  final Set<Integer> records = new TreeSet<>();
  final Set<Integer> heard = new TreeSet<>();

  /** Runs when something is heard. */
  Runnable hearing = () -> {};

  /** How many records were written down for others. */
  int given;

  @Override
  public void onChange(Consumer<byte[]> told) {}

  @Override
  public void apply(List<byte[]> told) {
    told.forEach(record -> heard.add(number(record)));
    hearing.run();
  }

  @Override
  public void forEach(int part, Consumer<byte[]> out) {
    for (int record : new ArrayList<>(records)) {
      if (record % PARTS == part) {
        given++;
        out.accept(bytes(record));
      }
    }
  }

  private static byte[] bytes(int number) {
    byte[] digits = Integer.toString(number).getBytes(US_ASCII);
    return Arrays.copyOf(digits, RECORD_BYTES);
  }

  private static int number(byte[] record) {
    return Integer.parseInt(new String(record, US_ASCII).trim());
  }
}
