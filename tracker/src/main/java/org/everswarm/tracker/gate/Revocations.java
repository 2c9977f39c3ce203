package org.everswarm.tracker.gate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.registry.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receipts that are void: in memory, and in a journal. Each is forgotten {@value
 * Revocation#MARGIN_HOURS} hours after the receipt's own end; those of receipts without an end
 * never are.
 *
 * <p>Thread-safe. Those who ask wait for nobody, least of all for the disk that {@link #revoke}
 * writes to under its lock; that one belongs on a worker. {@link #contains} does not allocate
 * either.
 *
 * <p>Nodes that tell each other theirs, in any order and any number of times, have one list: of
 * each receipt the revocation that lasts longest, as long as it does.
 *
 * <p>Bounded: {@value #MOST} are taken from here, 34 bytes of memory each, and then no more: one
 * that is lost would let a void receipt in. What other nodes took is taken in any case.
 */
public final class Revocations implements AutoCloseable {

  /** Most that can be made here. */
  public static final int MOST = 2_000_000;

  private static final Logger log = LoggerFactory.getLogger(Revocations.class);
  private static final String HEADER = "everswarm revocations 2";

  /** The journal is rewritten when it has so many lines beyond twice those it needs. */
  private static final int SPARE_LINES = 1000;

  private final EndingIds ids;
  private final Journal journal;
  private final LongSupplier epochHours;
  private final int most;
  private final List<Consumer<List<Revocation>>> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Revocation>> localListeners = new CopyOnWriteArrayList<>();

  private Revocations(EndingIds ids, Journal journal, LongSupplier epochHours, int most) {
    this.ids = ids;
    this.journal = journal;
    this.epochHours = epochHours;
    this.most = most;
  }

  /**
   * Opens a list, or begins one.
   *
   * @param epochHours the hour since 1970
   * @throws IOException with a sentence that names the file
   */
  public static Revocations open(Path file, LongSupplier epochHours) throws IOException {
    return open(file, epochHours, MOST);
  }

  static Revocations open(Path file, LongSupplier epochHours, int most) throws IOException {
    EndingIds ids = new EndingIds();
    Journal journal = Journal.open(file, HEADER, line -> raise(ids, RevocationLine.read(line)));
    Revocations opened = new Revocations(ids, journal, epochHours, most);
    opened.forget();
    return opened;
  }

  /** Whether a receipt is void. */
  public boolean contains(long receiptId) {
    return ids.contains(receiptId);
  }

  /** Voids a receipt that does not end, or whose end nobody knows. See {@link #revoke(List)}. */
  public void revoke(long receiptId) throws IOException {
    revoke(List.of(Revocation.forEver(receiptId)));
  }

  /**
   * Voids receipts; on the disk when this returns. Then those who listen are told. Without effect
   * for those that are void already for as long, or have ended.
   *
   * @return how many are new, or last longer now
   * @throws IllegalStateException when there are too many; then none of these is void
   */
  public int revoke(List<Revocation> revocations) throws IOException {
    List<Revocation> fresh;
    synchronized (this) {
      fresh = fresh(revocations);
      long more = fresh.stream().filter(one -> !ids.contains(one.receiptId())).count();
      if (ids.size() + more > most) {
        throw new IllegalStateException("no more than " + most + " receipts can be void");
      }
      write(fresh);
      fresh.forEach(one -> raise(ids, one));
    }
    tell(fresh);
    fresh.forEach(one -> localListeners.forEach(listener -> listener.accept(one)));
    return fresh.size();
  }

  /**
   * Voids the receipts that were voided elsewhere. Waits for the disk once, and not at all when
   * none is new. Those who listen are told of all new ones at once. When the disk fails they are
   * void all the same, until a restart: whoever told of them keeps them.
   *
   * @return how many are new, or last longer now
   */
  public int merge(Collection<Revocation> told) throws IOException {
    List<Revocation> fresh = List.of();
    try {
      synchronized (this) {
        fresh = fresh(told);
        try {
          write(fresh);
        } finally {
          fresh.forEach(one -> raise(ids, one));
        }
      }
    } finally {
      tell(fresh);
    }
    return fresh.size();
  }

  /** The longest of each receipt, as far as it is news. */
  private List<Revocation> fresh(Collection<Revocation> told) {
    long now = epochHours.getAsLong();
    Map<Long, Revocation> longest = new HashMap<>();
    for (Revocation one : told) {
      if (!one.isOver(now) && ids.end(one.receiptId()) < one.notAfterHours()) {
        longest.merge(
            one.receiptId(),
            one,
            (before, other) -> before.notAfterHours() < other.notAfterHours() ? other : before);
      }
    }
    return List.copyOf(longest.values());
  }

  private void write(List<Revocation> fresh) throws IOException {
    if (!fresh.isEmpty()) {
      journal.append(fresh.stream().map(RevocationLine::write).toList());
    }
  }

  private static void raise(EndingIds ids, Revocation one) {
    if (ids.end(one.receiptId()) < one.notAfterHours()) {
      ids.put(one.receiptId(), one.notAfterHours());
    }
  }

  private void tell(List<Revocation> fresh) {
    if (!fresh.isEmpty()) {
      listeners.forEach(listener -> listener.accept(fresh));
    }
  }

  /**
   * Forgets those whose receipts have ended long enough ago. Blocks on the disk now and then: the
   * file has no more than twice as many lines as there are revocations, and {@value #SPARE_LINES}.
   *
   * @return how many were forgotten
   */
  public synchronized int forget() {
    int forgotten = ids.dropEndingBefore(epochHours.getAsLong() - Revocation.MARGIN_HOURS + 1);
    if (journal.lines() > 2 * ids.size() + SPARE_LINES) {
      try {
        journal.rewrite(list().stream().map(RevocationLine::write).toList());
      } catch (IOException e) {
        log.warn("the revocations could not be rewritten; the longer file stays in use", e);
      }
    }
    return forgotten;
  }

  /** All, by their receipts, ascending. One that is being made may be in already. */
  public List<Revocation> list() {
    List<Revocation> all = new ArrayList<>();
    ids.forEach((id, end) -> all.add(new Revocation(id, end)));
    all.sort(Comparator.comparingLong(Revocation::receiptId));
    return List.copyOf(all);
  }

  /**
   * Those of one part of the receipts, in no order: the same receipts whatever is voided meanwhile.
   *
   * @param part 0 to 255
   */
  public void forEach(int part, Consumer<Revocation> action) {
    ids.forEach(part, (id, end) -> action.accept(new Revocation(id, end)));
  }

  /** How many there are. */
  public int size() {
    return ids.size();
  }

  /**
   * Has every receipt told that is voided, or void for longer, from now on, here or elsewhere, on a
   * worker: those of one call together.
   */
  public void onRevoke(Consumer<List<Revocation>> listener) {
    listeners.add(listener);
  }

  /** Has every receipt told that is voided here from now on; what {@link #merge} brings is not. */
  public void onLocalRevoke(Consumer<Revocation> listener) {
    localListeners.add(listener);
  }

  @Override
  public synchronized void close() throws IOException {
    journal.close();
  }
}
