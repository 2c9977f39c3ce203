package org.everswarm.tracker.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.HashMixer;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which torrents are tracked, and who may join them: in memory, and in a journal.
 *
 * <p>Thread-safe. Lookups neither lock nor allocate; changes block on the disk, so they belong on a
 * worker. Listeners are told on that worker, when the change is made and nothing is locked.
 *
 * <p>Every change has a stamp, and the last one counts: registries that tell each other their
 * changes, in any order and any number of times, become one ({@link RegistryChange}). A change made
 * here is later than what it changes, even if the clock is not. Removals are remembered, a million
 * at most: beyond, the earliest are forgotten, and may be brought back by who did not hear of them.
 */
public final class Registry implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Registry.class);
  private static final String HEADER = "everswarm registry 1";

  private static final Comparator<Registration> BY_INFO_HASH =
      Comparator.comparing(Registration::infoHash, Registry::compare);

  /** The journal is rewritten when it has so many lines beyond twice those it needs. */
  private static final int SPARE_LINES = 1000;

  private static final int REMOVALS_KEPT = 1_000_000;

  /**
   * What is stamped later than this from now was written under a clock that was wrong. Others
   * refuse it, and it would refuse theirs until that day.
   */
  private static final long AHEAD_MILLIS = 600_000;

  private final RegistrationTable table;
  private final RegistryEntries entries;
  private final Denials denials;
  private final Journal journal;
  private final LongSupplier clock;
  private final List<Consumer<RegistryChange>> localListeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<InfoHash>> endListeners = new CopyOnWriteArrayList<>();

  private Registry(Path file, LongSupplier clock) throws IOException {
    this.clock = clock;
    table = new RegistrationTable(new HashMixer(new SecureRandom()));
    entries = new RegistryEntries(table, REMOVALS_KEPT);
    denials = new Denials(this, this::writeDenials, clock);
    long now = clock.getAsLong();
    // In their order, not by their stamps: each was the last word when it was written.
    journal = Journal.open(file, HEADER, line -> replay(line, now));
    denials.replayed();
  }

  /**
   * Opens a registry, or begins one.
   *
   * @param clock milliseconds since 1970, as all nodes that share the registry count them
   * @throws IOException with a sentence that names the file
   */
  public static Registry open(Path file, LongSupplier clock) throws IOException {
    return new Registry(file, clock);
  }

  private void replay(String line, long now) {
    if (RegistryLine.isDenial(line)) {
      denials.replay(RegistryLine.readDenial(line).notAfter(now + AHEAD_MILLIS, now));
    } else {
      entries.apply(RegistryLine.read(line).notAfter(now + AHEAD_MILLIS, now));
    }
  }

  /** Which swarms are closed to everybody, whatever is registered. */
  public Denials denials() {
    return denials;
  }

  /** The registration of the torrent whose info-hash has these words; null when it has none. */
  public @Nullable Registration find(long hash0, long hash1, int hash2) {
    return table.find(hash0, hash1, hash2);
  }

  /** The registration of a torrent; null when it has none. */
  public @Nullable Registration find(InfoHash infoHash) {
    return find(infoHash.word0(), infoHash.word1(), infoHash.word2());
  }

  /**
   * When the torrent was last removed, or given another gate or bundle, in milliseconds since 1970:
   * what was said about its peers before is void. 0 for never.
   */
  public long voidBefore(long hash0, long hash1, int hash2) {
    return table.voidBefore(hash0, hash1, hash2);
  }

  /** Adds or replaces; on the disk when this returns, and in no case before in memory. */
  public void add(Registration registration) throws IOException {
    Commit commit;
    synchronized (this) {
      if (registration.equals(find(registration.infoHash()))) {
        return;
      }
      commit = commit(List.of(stamped(registration)));
    }
    tellLocal(commit);
  }

  /**
   * Adds what is not known yet, on the disk when this returns; what is known stays as it is.
   *
   * @return what is known already, or null when this one was added
   */
  public @Nullable Registration addIfAbsent(Registration registration) throws IOException {
    List<Registration> present = new ArrayList<>(1);
    addAllAbsent(List.of(registration), (known, wanted) -> present.add(known));
    return present.isEmpty() ? null : present.get(0);
  }

  /**
   * Adds all that are not known yet, on the disk when this returns; what is known stays as it is.
   * Waits for the disk once, however many there are.
   *
   * @param check told of each that is known already, and what was wanted; what it throws leaves all
   *     as it was
   * @return how many were added
   */
  public int addAllAbsent(
      Collection<Registration> registrations, BiConsumer<Registration, Registration> check)
      throws IOException {
    Commit commit;
    synchronized (this) {
      Map<InfoHash, RegistryChange> absent = new LinkedHashMap<>();
      for (Registration registration : registrations) {
        Registration present = find(registration.infoHash());
        if (present == null) {
          absent.putIfAbsent(registration.infoHash(), stamped(registration));
        } else {
          check.accept(present, registration);
        }
      }
      commit = commit(absent.values());
    }
    tellLocal(commit);
    return commit.changes().size();
  }

  /**
   * Adds what is not known yet on the word of someone who may change nothing, so not what was
   * removed. Its stamp is less than any time: what an operator did, on a node that this one has not
   * heard of yet, outweighs it.
   */
  public Claim claim(Registration registration) throws IOException {
    Commit commit;
    synchronized (this) {
      RegistryChange last = entries.find(registration.infoHash());
      if (last != null) {
        return known(last.registration(), registration);
      }
      commit = commit(List.of(RegistryChange.added(registration, RegistryChange.CLAIMED)));
    }
    tellLocal(commit);
    return Claim.ADDED;
  }

  /** Removes; on the disk when this returns. False when there was nothing to remove. */
  public boolean remove(InfoHash infoHash) throws IOException {
    Commit commit;
    synchronized (this) {
      if (find(infoHash) == null) {
        return false;
      }
      commit = commit(List.of(RegistryChange.removed(infoHash, nextStamp(infoHash))));
    }
    tellLocal(commit);
    return true;
  }

  /**
   * Takes in what other registries tell, as far as it is later than what is known here. On the disk
   * when this returns; waits for it once, and not at all when nothing is new.
   *
   * @return how many torrents this changed
   */
  public int merge(Collection<RegistryChange> told) throws IOException {
    Commit commit = take(told);
    tellEnded(commit);
    return commit.changes().size();
  }

  /**
   * Takes in what was decided here before and may have been lost since, as {@link #merge} does, and
   * has what is new told as changes that are made here. A stamp of the future is one of now.
   *
   * @return how many torrents this changed
   */
  public int restore(Collection<RegistryChange> told) throws IOException {
    long now = clock.getAsLong();
    Commit commit = take(told.stream().map(change -> change.notAfter(now, now)).toList());
    tellLocal(commit);
    return commit.changes().size();
  }

  private synchronized Commit take(Collection<RegistryChange> told) throws IOException {
    Map<InfoHash, RegistryChange> last = new LinkedHashMap<>();
    for (RegistryChange change : told) {
      last.merge(change.infoHash(), change, RegistryChange::join);
    }
    return commit(last.values().stream().map(entries::join).filter(Objects::nonNull).toList());
  }

  /** The last change of every torrent, removals too, in no order: what {@link #merge} takes. */
  public synchronized List<RegistryChange> changes() {
    return entries.list();
  }

  /**
   * Those of one part of the torrents: the same torrents whatever is added or removed meanwhile,
   * for as long as the process lives. Takes as long as they are many, and not as all are.
   *
   * @param part 0 to 255
   */
  public synchronized List<RegistryChange> changes(int part) {
    return entries.list(part);
  }

  /** Has every change told that is made here; what {@link #merge} brings is not. */
  public void onLocalChange(Consumer<RegistryChange> listener) {
    localListeners.add(listener);
  }

  /**
   * Has every torrent told whose swarm is void, whoever made it so: it was removed, or is tracked
   * with another gate or bundle now.
   */
  public void onEnd(Consumer<InfoHash> listener) {
    endListeners.add(listener);
  }

  /** All registrations, in the order of their info-hashes, whatever places the secret gave them. */
  public List<Registration> list() {
    List<Registration> all;
    synchronized (this) {
      all = table.list();
    }
    all.sort(BY_INFO_HASH);
    return all;
  }

  /** How many there are behind a gate. */
  public synchronized int count(Gate gate) {
    return table.count(gate);
  }

  @Override
  public synchronized void close() throws IOException {
    journal.close();
  }

  private static int compare(InfoHash one, InfoHash other) {
    int first = Long.compareUnsigned(one.word0(), other.word0());
    int second = first != 0 ? first : Long.compareUnsigned(one.word1(), other.word1());
    return second != 0 ? second : Integer.compareUnsigned(one.word2(), other.word2());
  }

  private RegistryChange stamped(Registration registration) {
    RegistryChange last = entries.find(registration.infoHash());
    long stamp = nextStamp(registration.infoHash());
    long until = last == null ? 0 : last.voidMillis();
    boolean ends =
        last != null && RegistryChange.added(registration, stamp).ends(last.registration());
    return RegistryChange.added(registration, stamp, ends ? stamp : until);
  }

  private static Claim known(@Nullable Registration present, Registration claimed) {
    if (present == null) {
      return Claim.REMOVED;
    }
    return present.hasTermsOf(claimed) ? Claim.KNOWN : Claim.OTHER_TERMS;
  }

  private long nextStamp(InfoHash infoHash) {
    RegistryChange last = entries.find(infoHash);
    return Math.max(clock.getAsLong(), last == null ? 0 : last.stampMillis() + 1);
  }

  private Commit commit(Collection<RegistryChange> changes) throws IOException {
    if (changes.isEmpty()) {
      return new Commit(List.of(), List.of());
    }
    journal.append(changes.stream().map(RegistryLine::write).toList());
    List<InfoHash> ended = new ArrayList<>();
    for (RegistryChange change : changes) {
      if (change.ends(find(change.infoHash()))) {
        ended.add(change.infoHash());
      }
      entries.apply(change);
    }
    compact();
    return new Commit(List.copyOf(changes), ended);
  }

  private synchronized void writeDenials(Collection<Denial> changes) throws IOException {
    compact(); // Before: these are known here only when they are written.
    journal.append(changes.stream().map(RegistryLine::write).toList());
  }

  private void compact() {
    int needed = entries.size() + denials.known();
    if (journal.lines() <= 2 * needed + SPARE_LINES) {
      return;
    }
    try {
      List<String> all = new ArrayList<>(needed);
      entries.list().forEach(change -> all.add(RegistryLine.write(change)));
      denials.list().forEach(denial -> all.add(RegistryLine.write(denial)));
      journal.rewrite(all);
    } catch (IOException e) {
      log.warn("the registry could not be rewritten; the longer file stays in use", e);
    }
  }

  private void tellLocal(Commit commit) {
    tellEnded(commit);
    for (RegistryChange change : commit.changes()) {
      localListeners.forEach(listener -> listener.accept(change));
    }
  }

  private void tellEnded(Commit commit) {
    for (InfoHash infoHash : commit.ended()) {
      endListeners.forEach(listener -> listener.accept(infoHash));
    }
  }

  /** What was written down and made so, and the torrents whose swarms are void by it. */
  private record Commit(List<RegistryChange> changes, List<InfoHash> ended) {}
}
