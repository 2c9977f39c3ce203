package org.everswarm.tracker.exchange;

import java.util.List;
import java.util.function.Consumer;

/**
 * What nodes share besides peers: small records that mean something to their owner only.
 *
 * <p>Thread-safe. A record has 1 to {@link Exchange#MOST_RECORD_BYTES} bytes; nobody writes to it
 * any more.
 */
public interface SharedState {

  /** Nothing to share. */
  SharedState NONE =
      new SharedState() {
        @Override
        public void onChange(Consumer<byte[]> told) {}

        @Override
        public void apply(List<byte[]> records) {}

        @Override
        public void forEach(Consumer<byte[]> out) {}
      };

  /** Each record that is made here is told from then on; on any thread, which it does not block. */
  void onChange(Consumer<byte[]> told);

  /**
   * Takes records from elsewhere: any number of times, in any order. May wait for the disk, so on a
   * worker. A record that means nothing is left out; none is told to {@link #onChange}.
   */
  void apply(List<byte[]> records);

  /** All records. May take a while, so on a worker. */
  void forEach(Consumer<byte[]> out);
}
