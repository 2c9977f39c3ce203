package org.everswarm.tracker.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

/**
 * Which swarms an operator closed, tracked or not, and why: in memory, and in the registry's
 * journal. They are reversible, shared by all nodes as registrations are, and the last word counts.
 *
 * <p>Thread-safe. {@link #find} and {@link #lastWord} neither lock nor allocate; changes block on
 * the disk, so they belong on a worker, and take as long as there are many. Listeners are told on
 * that worker, when nothing is locked.
 *
 * <p>Bounded: {@value #MOST} can be in force. Of those taken back as many are remembered; beyond,
 * the earliest are forgotten, and may be brought back by who did not hear of it.
 */
public final class Denials {

  static final int MOST = 100_000;

  private static final Comparator<Denial> EARLIER = Comparator.comparingLong(Denial::stampMillis);

  private final Map<InfoHash, Denial> last = new HashMap<>();
  private final Object lock;
  private final Writer writer;
  private final LongSupplier clock;
  private final List<Consumer<Denial>> localListeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Denial>> deniedListeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<List<Denial>>> changeListeners = new CopyOnWriteArrayList<>();
  private volatile DenialTable table = DenialTable.EMPTY;
  private volatile DenialTable lifted = DenialTable.EMPTY;
  private long forgottenMillis = -1;

  /** Puts changes on the disk; called under the lock. */
  @FunctionalInterface
  interface Writer {
    void write(Collection<Denial> changes) throws IOException;
  }

  /**
   * @param lock whoever writes to the same journal holds it
   */
  Denials(Object lock, Writer writer, LongSupplier clock) {
    this.lock = lock;
    this.writer = writer;
    this.clock = clock;
  }

  /** What closes the swarm whose info-hash has these words; null when nothing does. */
  public @Nullable Denial find(long hash0, long hash1, int hash2) {
    return table.find(hash0, hash1, hash2);
  }

  /** What closes the swarm of a torrent; null when nothing does. */
  public @Nullable Denial find(InfoHash infoHash) {
    return find(infoHash.word0(), infoHash.word1(), infoHash.word2());
  }

  /** The last word on a torrent, one that was taken back too; null when there is none. */
  public @Nullable Denial lastWord(InfoHash infoHash) {
    Denial denied = find(infoHash);
    return denied == null
        ? lifted.find(infoHash.word0(), infoHash.word1(), infoHash.word2())
        : denied;
  }

  /**
   * Closes a swarm, or gives another reason for it; on the disk when this returns.
   *
   * @throws IllegalArgumentException when the reason is none
   * @throws IllegalStateException when too many are closed
   */
  public void deny(InfoHash infoHash, String reason) throws IOException {
    if (reason.isEmpty()) {
      throw new IllegalArgumentException("a swarm is closed for a reason");
    }
    change(infoHash, reason);
  }

  /** Opens a swarm again; on the disk when this returns. False when it was open. */
  public boolean allow(InfoHash infoHash) throws IOException {
    return change(infoHash, "");
  }

  private boolean change(InfoHash infoHash, String reason) throws IOException {
    Denial change;
    synchronized (lock) {
      Denial present = last.get(infoHash);
      if ((present == null ? "" : present.reason()).equals(reason)) {
        return false;
      }
      boolean more = present == null || !present.inForce();
      if (more && !reason.isEmpty() && inForce().size() >= MOST) {
        throw new IllegalStateException("no more than " + MOST + " torrents can be denied");
      }
      long stamp = present == null ? 0 : present.stampMillis() + 1;
      change = new Denial(infoHash, reason, Math.max(clock.getAsLong(), stamp));
      commit(List.of(change));
    }
    tell(List.of(change));
    localListeners.forEach(listener -> listener.accept(change));
    return true;
  }

  /**
   * Takes in what other nodes tell, as far as it is later than what is known here. On the disk when
   * this returns; waits for it once, and not at all when nothing is new.
   *
   * @return how many are new
   */
  public int merge(Collection<Denial> told) throws IOException {
    List<Denial> fresh = take(told);
    tell(fresh);
    return fresh.size();
  }

  /**
   * Takes in what was decided here before and may have been lost since, as {@link #merge} does, and
   * has what is new told as changes that are made here. A stamp of the future is one of now.
   *
   * @return how many are new
   */
  public int restore(Collection<Denial> told) throws IOException {
    long now = clock.getAsLong();
    List<Denial> fresh = take(told.stream().map(denial -> denial.notAfter(now, now)).toList());
    tell(fresh);
    fresh.forEach(change -> localListeners.forEach(listener -> listener.accept(change)));
    return fresh.size();
  }

  private List<Denial> take(Collection<Denial> told) throws IOException {
    List<Denial> fresh;
    synchronized (lock) {
      Map<InfoHash, Denial> latest = new HashMap<>();
      told.forEach(denial -> latest.merge(denial.infoHash(), denial, Denials::later));
      fresh = latest.values().stream().filter(this::isNews).toList();
      if (!fresh.isEmpty()) {
        commit(fresh);
      }
    }
    return fresh;
  }

  /** The last word on every torrent, those taken back too, in no order. */
  public List<Denial> list() {
    synchronized (lock) {
      return List.copyOf(last.values());
    }
  }

  /**
   * Those of one part of the torrents: the same torrents whatever is changed meanwhile.
   *
   * @param part 0 to 255
   */
  public List<Denial> list(int part) {
    return list().stream().filter(denial -> part(denial.infoHash()) == part).toList();
  }

  /** How many are in force. */
  public int size() {
    synchronized (lock) {
      return inForce().size();
    }
  }

  /** Has every change told that is made here; what {@link #merge} brings is not. */
  public void onLocalChange(Consumer<Denial> listener) {
    localListeners.add(listener);
  }

  /** Has every swarm told that is closed from now on, whoever closed it. */
  public void onDenied(Consumer<Denial> listener) {
    deniedListeners.add(listener);
  }

  /**
   * Has every change told, whoever made it: those of one {@link #merge} together. {@link #find} has
   * them by then, or later ones.
   */
  public void onChange(Consumer<List<Denial>> listener) {
    changeListeners.add(listener);
  }

  /** How many are known, those taken back too. */
  int known() {
    return last.size();
  }

  /** Takes in what the journal says. */
  void replay(Denial denial) {
    last.put(denial.infoHash(), denial);
  }

  /** To be called after the last {@link #replay}. */
  void replayed() {
    index();
  }

  private void commit(Collection<Denial> changes) throws IOException {
    writer.write(changes);
    changes.forEach(change -> last.put(change.infoHash(), change));
    index();
  }

  private void index() {
    bound();
    // In this order: a denial that is being lifted is found in one of them at least.
    lifted = DenialTable.of(last.values().stream().filter(denial -> !denial.inForce()).toList());
    table = DenialTable.of(inForce());
  }

  private boolean isNews(Denial told) {
    Denial present = last.get(told.infoHash());
    return present == null
        ? told.inForce() || told.stampMillis() > forgottenMillis
        : told.beats(present);
  }

  private void tell(Collection<Denial> changes) {
    if (!changes.isEmpty()) {
      List<Denial> told = List.copyOf(changes);
      changeListeners.forEach(listener -> listener.accept(told));
    }
    changes.stream()
        .filter(Denial::inForce)
        .forEach(denied -> deniedListeners.forEach(listener -> listener.accept(denied)));
  }

  /** Forgets the earliest eighth of what was taken back, when that is too much. */
  private void bound() {
    if (last.size() <= MOST) {
      return;
    }
    List<Denial> lifted = new ArrayList<>(last.values());
    lifted.removeIf(Denial::inForce);
    if (lifted.size() > MOST) {
      lifted.sort(EARLIER);
      for (Denial forgotten : lifted.subList(0, MOST / 8)) {
        last.remove(forgotten.infoHash());
        forgottenMillis = Math.max(forgottenMillis, forgotten.stampMillis());
      }
    }
  }

  private List<Denial> inForce() {
    return last.values().stream().filter(Denial::inForce).toList();
  }

  private static Denial later(Denial one, Denial other) {
    return other.beats(one) ? other : one;
  }

  private static int part(InfoHash infoHash) {
    return (int) (infoHash.word0() >>> 56);
  }
}
