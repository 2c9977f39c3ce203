package org.everswarm.node.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Open files, at most so many that nobody reads; the longest unused is closed first. Thread-safe;
 * opening blocks. A file that was replaced is opened anew because its stamp is part of the key.
 */
final class FileChannels implements AutoCloseable {

  private record Key(Path file, FileStamp stamp) {}

  private final int maxOpen;
  private final LinkedHashMap<Key, Lease> open = new LinkedHashMap<>(64, 0.75f, true);

  FileChannels(int maxOpen) {
    this.maxOpen = maxOpen;
  }

  /** A file held open for its holders; each closes the lease once. */
  final class Lease implements AutoCloseable {
    private final FileChannel channel;
    private int holders;
    private boolean dropped;

    private Lease(FileChannel channel) {
      this.channel = channel;
    }

    FileChannel channel() {
      return channel;
    }

    @Override
    public void close() {
      List<Lease> unused;
      synchronized (open) {
        holders--;
        unused = dropped && holders == 0 ? List.of(this) : surplus();
      }
      closeAll(unused);
    }
  }

  /** The open channel of this file as it was stamped. */
  Lease lease(Path file, FileStamp stamp) throws IOException {
    Key key = new Key(file, stamp);
    synchronized (open) {
      Lease known = open.get(key);
      if (known != null) {
        known.holders++;
        return known;
      }
    }
    return admit(key, new Lease(FileChannel.open(file, StandardOpenOption.READ)));
  }

  private Lease admit(Key key, Lease opened) {
    Lease lease;
    List<Lease> unused;
    synchronized (open) {
      Lease raced = open.putIfAbsent(key, opened);
      lease = raced == null ? opened : raced;
      lease.holders++;
      unused = surplus();
    }
    if (lease != opened) {
      closeAll(List.of(opened));
    }
    closeAll(unused);
    return lease;
  }

  /** Takes out what is above the limit and unused; the caller closes it outside the lock. */
  private List<Lease> surplus() {
    List<Lease> surplus = new ArrayList<>();
    Iterator<Map.Entry<Key, Lease>> eldest = open.entrySet().iterator();
    while (open.size() > maxOpen && eldest.hasNext()) {
      Lease lease = eldest.next().getValue();
      if (lease.holders == 0) {
        eldest.remove();
        surplus.add(lease);
      }
    }
    return surplus;
  }

  /** Closes what is open of this file as soon as nobody reads it. */
  void drop(Path file, FileStamp stamp) {
    List<Lease> unused = List.of();
    synchronized (open) {
      Lease lease = open.remove(new Key(file, stamp));
      if (lease != null) {
        lease.dropped = true;
        unused = lease.holders == 0 ? List.of(lease) : unused;
      }
    }
    closeAll(unused);
  }

  /** How many files are open. */
  int size() {
    synchronized (open) {
      return open.size();
    }
  }

  private static void closeAll(List<Lease> leases) {
    for (Lease lease : leases) {
      try {
        lease.channel.close();
      } catch (IOException closedAnyway) {
        // A file only read loses nothing when closing it fails.
      }
    }
  }

  /** Closes every file; reads under way fail. */
  @Override
  public void close() {
    List<Lease> all;
    synchronized (open) {
      all = List.copyOf(open.values());
      open.clear();
    }
    closeAll(all);
  }
}
