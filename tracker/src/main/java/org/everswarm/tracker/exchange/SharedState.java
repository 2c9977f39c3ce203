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

  /** Into how many parts records fall. */
  int PARTS = 256;

  /** Each record that is made here is told from then on; on any thread, which it does not block. */
  void onChange(Consumer<byte[]> told);

  /**
   * Takes records from elsewhere: any number of times, in any order. May wait for the disk, so on a
   * worker. A record that means nothing is left out; none is told to {@link #onChange}.
   */
  void apply(List<byte[]> records);

  /**
   * The records of one part. What a record is about decides on its part, for as long as the process
   * lives: so who reads one part after the other misses nothing that was there all the time,
   * whatever comes and goes. Takes a part of the time that all would take; on a worker.
   *
   * @param part 0 to {@link #PARTS} - 1
   */
  void forEach(int part, Consumer<byte[]> out);
}
