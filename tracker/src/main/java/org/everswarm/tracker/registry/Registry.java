package org.everswarm.tracker.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

/** Which torrents are tracked. */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class Registry implements AutoCloseable {

  /** Opens. */
  public static Registry open(Path file) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** The registration of a torrent. */
  public @Nullable Registration find(long hash0, long hash1, int hash2) {
    throw new UnsupportedOperationException();
  }

  /** The registration of a torrent. */
  public @Nullable Registration find(InfoHash infoHash) {
    return find(infoHash.word0(), infoHash.word1(), infoHash.word2());
  }

  /** Adds or replaces; durable when it returns. */
  public void add(Registration registration) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Removes; durable when it returns; false if there was none. */
  public boolean remove(InfoHash infoHash) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** All. */
  public List<Registration> list() {
    throw new UnsupportedOperationException();
  }

  /** How many behind a gate. */
  public int count(Gate gate) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() throws IOException {}
}
