package org.everswarm.tracker.gate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.registry.Journal;

/**
 * Receipts that are void: in memory, and in a journal.
 *
 * <p>Thread-safe. Those who ask wait for nobody, least of all for the disk that {@link #revoke}
 * writes to under its lock; that one belongs on a worker. {@link #contains} does not allocate
 * either.
 */
public final class Revocations implements AutoCloseable {

  private static final String HEADER = "everswarm revocations 1";

  private final LongSet ids;
  private final Journal journal;
  private final List<Consumer<List<Long>>> listeners = new CopyOnWriteArrayList<>();
  private final List<LongConsumer> localListeners = new CopyOnWriteArrayList<>();

  private Revocations(LongSet ids, Journal journal) {
    this.ids = ids;
    this.journal = journal;
  }

  /**
   * Opens a list, or begins one.
   *
   * @throws IOException with a sentence that names the file
   */
  public static Revocations open(Path file) throws IOException {
    LongSet ids = new LongSet();
    return new Revocations(ids, Journal.open(file, HEADER, line -> ids.add(read(line))));
  }

  /** Whether a receipt is void. */
  public boolean contains(long receiptId) {
    return ids.contains(receiptId);
  }

  /** Voids a receipt for ever; on the disk when this returns. Then those who listen are told. */
  public void revoke(long receiptId) throws IOException {
    synchronized (this) {
      if (ids.contains(receiptId)) {
        return;
      }
      journal.append(BundleIds.hex(receiptId));
      ids.add(receiptId);
    }
    listeners.forEach(listener -> listener.accept(List.of(receiptId)));
    localListeners.forEach(listener -> listener.accept(receiptId));
  }

  /**
   * Voids the receipts that were voided elsewhere. Waits for the disk once, and not at all when
   * none is new. Those who listen are told of all new ones at once. When the disk fails they are
   * void all the same, until a restart: whoever told of them keeps them.
   *
   * @return how many are new
   */
  public int merge(Collection<Long> receiptIds) throws IOException {
    List<Long> fresh = new ArrayList<>();
    try {
      synchronized (this) {
        receiptIds.stream().distinct().filter(id -> !ids.contains(id)).forEach(fresh::add);
        try {
          if (!fresh.isEmpty()) {
            journal.append(fresh.stream().map(BundleIds::hex).toList());
          }
        } finally {
          fresh.forEach(ids::add);
        }
      }
    } finally {
      List<Long> told = List.copyOf(fresh);
      if (!told.isEmpty()) {
        listeners.forEach(listener -> listener.accept(told));
      }
    }
    return fresh.size();
  }

  /** All ids, ascending. One that is being voided may be in already. */
  public List<Long> list() {
    List<Long> all = new ArrayList<>();
    ids.forEach(all::add);
    Collections.sort(all);
    return List.copyOf(all);
  }

  /**
   * Those of one part of the ids, in no order: the same ids whatever is voided meanwhile.
   *
   * @param part 0 to 255
   */
  public void forEach(int part, LongConsumer action) {
    ids.forEach(part, action);
  }

  /** How many there are. */
  public int size() {
    return ids.size();
  }

  /**
   * Has every receipt told that is voided from now on, here or elsewhere, on a worker: those of one
   * {@link #merge} together.
   */
  public void onRevoke(Consumer<List<Long>> listener) {
    listeners.add(listener);
  }

  /** Has every receipt told that is voided here from now on; what {@link #merge} brings is not. */
  public void onLocalRevoke(LongConsumer listener) {
    localListeners.add(listener);
  }

  @Override
  public synchronized void close() throws IOException {
    journal.close();
  }

  private static long read(String line) {
    return BundleIds.parse(line)
        .orElseThrow(() -> new IllegalArgumentException("\"" + line + "\" is no receipt id"));
  }
}
