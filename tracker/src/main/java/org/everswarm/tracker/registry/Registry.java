package org.everswarm.tracker.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
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
 * worker.
 */
public final class Registry implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Registry.class);
  private static final String HEADER = "everswarm registry 1";

  private static final Comparator<Registration> BY_INFO_HASH =
      Comparator.comparing(Registration::infoHash, Registry::compare);

  /** The journal is rewritten when it has so many lines beyond twice those it needs. */
  private static final int SPARE_LINES = 1000;

  private final RegistrationTable table;
  private final Journal journal;

  private Registry(RegistrationTable table, Journal journal) {
    this.table = table;
    this.journal = journal;
  }

  /**
   * Opens a registry, or begins one.
   *
   * @throws IOException with a sentence that names the file
   */
  public static Registry open(Path file) throws IOException {
    RegistrationTable table = new RegistrationTable(new HashMixer(new SecureRandom()));
    Journal journal = Journal.open(file, HEADER, line -> RegistryLine.apply(line, table));
    return new Registry(table, journal);
  }

  /** The registration of the torrent whose info-hash has these words; null when it has none. */
  public @Nullable Registration find(long hash0, long hash1, int hash2) {
    return table.find(hash0, hash1, hash2);
  }

  /** The registration of a torrent; null when it has none. */
  public @Nullable Registration find(InfoHash infoHash) {
    return find(infoHash.word0(), infoHash.word1(), infoHash.word2());
  }

  /** Adds or replaces; on the disk when this returns, and in no case before in memory. */
  public synchronized void add(Registration registration) throws IOException {
    if (registration.equals(find(registration.infoHash()))) {
      return;
    }
    journal.append(RegistryLine.add(registration));
    table.put(registration);
    compact();
  }

  /**
   * Adds what is not known yet, on the disk when this returns; what is known stays as it is.
   *
   * @return what is known already, or null when this one was added
   */
  public synchronized @Nullable Registration addIfAbsent(Registration registration)
      throws IOException {
    Registration present = find(registration.infoHash());
    if (present == null) {
      add(registration);
    }
    return present;
  }

  /**
   * Adds all that are not known yet, on the disk when this returns; what is known stays as it is.
   * Waits for the disk once, however many there are.
   *
   * @param check told of each that is known already, and what was wanted; what it throws leaves all
   *     as it was
   * @return how many were added
   */
  public synchronized int addAllAbsent(
      Collection<Registration> registrations, BiConsumer<Registration, Registration> check)
      throws IOException {
    Map<InfoHash, Registration> absent = new LinkedHashMap<>();
    for (Registration registration : registrations) {
      Registration present = find(registration.infoHash());
      if (present == null) {
        absent.putIfAbsent(registration.infoHash(), registration);
      } else {
        check.accept(present, registration);
      }
    }
    journal.append(absent.values().stream().map(RegistryLine::add).toList());
    absent.values().forEach(table::put);
    compact();
    return absent.size();
  }

  /** Removes; on the disk when this returns. False when there was nothing to remove. */
  public synchronized boolean remove(InfoHash infoHash) throws IOException {
    if (find(infoHash) == null) {
      return false;
    }
    journal.append(RegistryLine.remove(infoHash));
    table.remove(infoHash);
    compact();
    return true;
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

  private void compact() {
    if (journal.lines() <= 2 * table.size() + SPARE_LINES) {
      return;
    }
    try {
      journal.rewrite(table.list().stream().map(RegistryLine::add).toList());
    } catch (IOException e) {
      log.warn("the registry could not be rewritten; the longer file stays in use", e);
    }
  }
}
