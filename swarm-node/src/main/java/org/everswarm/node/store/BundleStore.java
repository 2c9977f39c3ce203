package org.everswarm.node.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.metainfo.TorrentFileEntry;
import org.everswarm.protocol.receipt.BundleIds;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The torrents this node holds. Thread-safe: finding never blocks, everything that touches the disk
 * does. Of thousands held, few are open at a time: piece hashes and file paths are loaded at the
 * first read, and the longest unused are let go.
 */
public final class BundleStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BundleStore.class);
  private static final int MAX_OPEN_FILES = 1024;
  private static final int MAX_OPEN_TORRENTS = 256;

  private final TorrentDirectory directory;
  private final InstantSource clock;
  private final FileChannels channels = new FileChannels(MAX_OPEN_FILES);
  private final ConcurrentHashMap<InfoHash, HeldTorrent> byHash = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, List<HeldTorrent>> byName = new ConcurrentHashMap<>();
  private final LinkedHashMap<InfoHash, HeldTorrent> open = new LinkedHashMap<>(64, 0.75f, true);

  private final List<Consumer<HeldTorrent>> listeners = new CopyOnWriteArrayList<>();

  private BundleStore(TorrentDirectory directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * Opens what a data directory remembers. What is unreadable or whose content is missing is named
   * in the log, one line each; the rest is held.
   */
  public static BundleStore open(Path dataDir, InstantSource clock) throws IOException {
    BundleStore store = new BundleStore(new TorrentDirectory(dataDir.resolve("torrents")), clock);
    for (Path manifest : store.directory.manifests()) {
      store.load(manifest);
    }
    return store;
  }

  private void load(Path file) {
    try {
      Manifest manifest = directory.read(file);
      HeldTorrent held = held(manifest);
      if (!directory.hasTorrent(held.infoHash())) {
        LOG.warn("torrent {} is not served: its .torrent file is missing", held.infoHash());
        return;
      }
      ContentCheck.check(held, manifest);
      index(held);
    } catch (IOException | IllegalArgumentException unreadable) {
      LOG.warn("{} is not served: its manifest cannot be read", file);
    }
  }

  private static HeldTorrent held(Manifest manifest) {
    return new HeldTorrent(
        InfoHash.fromHex(manifest.infoHash()).orElseThrow(IllegalArgumentException::new),
        Gate.valueOf(manifest.gate()),
        BundleIds.parse(manifest.bundleId()).orElseThrow(IllegalArgumentException::new),
        manifest);
  }

  /**
   * Holds a torrent whose content is at {@code content}: its file, or the directory of its files.
   * Adding what is held already renews where its content is.
   *
   * @throws IllegalArgumentException with a sentence when it cannot be held
   */
  public HeldTorrent add(Metainfo torrent, Path content, Gate gate, long bundleId)
      throws IOException {
    List<Path> files = new ArrayList<>();
    for (TorrentFileEntry entry : torrent.files()) {
      Path file = content;
      for (String element : torrent.singleFile() ? List.<String>of() : entry.path()) {
        file = file.resolve(element);
      }
      files.add(file);
    }
    return add(torrent, files, gate, bundleId);
  }

  /** Like the other, with the place of each file, in the torrent's order. */
  public synchronized HeldTorrent add(Metainfo torrent, List<Path> files, Gate gate, long bundleId)
      throws IOException {
    HeldTorrent known = byHash.get(torrent.infoHash());
    requireNameFree(torrent, bundleId);
    Manifest manifest = manifest(torrent, files, gate, bundleId, addedAt(known));
    HeldTorrent held = held(manifest);
    ContentCheck.check(held, manifest);
    directory.write(torrent, manifest);
    if (known != null) {
      forget(known);
    }
    index(held);
    return held;
  }

  private Instant addedAt(@Nullable HeldTorrent known) {
    return known == null ? clock.instant() : Instant.ofEpochSecond(known.addedEpochSecond());
  }

  private void requireNameFree(Metainfo torrent, long bundleId) {
    HeldTorrent same = findByName(bundleId, torrent.name());
    if (same != null && !same.infoHash().equals(torrent.infoHash())) {
      throw new IllegalArgumentException(
          "this node already holds another torrent named \""
              + torrent.name()
              + "\" of bundle "
              + BundleIds.hex(bundleId)
              + "; give this one another --name");
    }
  }

  private static Manifest manifest(
      Metainfo torrent, List<Path> files, Gate gate, long bundleId, Instant added) {
    List<Manifest.ContentFile> content = new ArrayList<>();
    for (int file = 0; file < files.size(); file++) {
      TorrentFileEntry entry = torrent.files().get(file);
      if (entry.padding()) {
        throw new IllegalArgumentException("torrents with padding files are not served");
      }
      Path path = files.get(file).toAbsolutePath();
      long modified =
          Optional.ofNullable(FileStamp.of(path)).map(FileStamp::modifiedNanos).orElse(0L);
      content.add(new Manifest.ContentFile(path.toString(), entry.length(), modified));
    }
    return new Manifest(
        Manifest.VERSION,
        torrent.infoHash().hex(),
        gate.name(),
        BundleIds.hex(bundleId),
        torrent.name(),
        torrent.pieceLength(),
        torrent.singleFile(),
        added.getEpochSecond(),
        false,
        content);
  }

  /** Remembers that a tracker confirmed to track the torrent. */
  public synchronized void registered(HeldTorrent torrent) throws IOException {
    if (byHash.get(torrent.infoHash()) == torrent && !torrent.registered()) {
      directory.write(torrent.infoHash(), directory.read(torrent.infoHash()).confirmed());
      torrent.confirm();
    }
  }

  /** Holds a torrent no longer; its content stays where it is. */
  public synchronized void remove(InfoHash infoHash) throws IOException {
    HeldTorrent known = byHash.get(infoHash);
    if (known != null) {
      forget(known);
      directory.remove(infoHash);
    }
  }

  /**
   * From now on {@code listener} hears of each torrent held whose content comes back or vanishes,
   * on the thread that notices; must not block.
   */
  public void onAvailability(Consumer<HeldTorrent> listener) {
    listeners.add(listener);
  }

  /**
   * Looks anew at the files of torrents that are open, and of those with no content, which nobody
   * can ask for and which would be missed for ever otherwise. Blocks.
   */
  public void lookAgain() {
    for (HeldTorrent held : byHash.values()) {
      if (!held.available() || held.content() != null) {
        lookAgain(held);
      }
    }
  }

  private void lookAgain(HeldTorrent held) {
    try {
      TorrentContent content = held.content();
      if (content != null) {
        content.lookAtAll();
      } else {
        ContentCheck.checkAgain(held, directory.read(held.infoHash()));
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      LOG.debug("the content of torrent {} cannot be looked at", held.infoHash(), unreadable);
    }
  }

  private void index(HeldTorrent held) {
    held.whenAvailabilityChanges(
        changed -> listeners.forEach(listener -> listener.accept(changed)));
    byHash.put(held.infoHash(), held);
    byName.merge(held.name(), List.of(held), BundleStore::joined);
  }

  private void forget(HeldTorrent held) {
    held.whenAvailabilityChanges(same -> {});
    byHash.remove(held.infoHash());
    byName.computeIfPresent(held.name(), (name, all) -> without(all, held));
    synchronized (open) {
      open.remove(held.infoHash());
    }
    held.content(null);
  }

  private static List<HeldTorrent> joined(List<HeldTorrent> some, List<HeldTorrent> more) {
    List<HeldTorrent> all = new ArrayList<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }

  private static @Nullable List<HeldTorrent> without(List<HeldTorrent> all, HeldTorrent one) {
    List<HeldTorrent> rest = all.stream().filter(held -> held != one).toList();
    return rest.isEmpty() ? null : rest;
  }

  /** The torrent with this info-hash, or null. */
  public @Nullable HeldTorrent find(InfoHash infoHash) {
    return byHash.get(infoHash);
  }

  /** The torrent of this bundle with this name, or null. */
  public @Nullable HeldTorrent findByName(long bundleId, String name) {
    for (HeldTorrent held : named(name)) {
      if (held.bundleId() == bundleId) {
        return held;
      }
    }
    return null;
  }

  /** The torrents with this name, each of another bundle. */
  public List<HeldTorrent> named(String name) {
    return byName.getOrDefault(name, List.of());
  }

  /** How many torrents are held. */
  public int size() {
    return byHash.size();
  }

  /** All torrents held, in no order. */
  public List<HeldTorrent> list() {
    return List.copyOf(byHash.values());
  }

  /** The .torrent of a torrent that is held. Blocks. */
  public Metainfo metainfo(HeldTorrent torrent) throws IOException {
    return directory.torrent(torrent.infoHash());
  }

  /** Opens a torrent, or finds it open, and lets go of the longest unused. Blocks. */
  TorrentContent open(HeldTorrent torrent) throws IOException {
    TorrentContent content = torrent.content();
    if (content == null) {
      synchronized (torrent) {
        content = torrent.content();
        if (content == null) {
          content = loadContent(torrent);
          torrent.content(content);
        }
      }
    }
    touch(torrent);
    return content;
  }

  private TorrentContent loadContent(HeldTorrent torrent) throws IOException {
    if (byHash.get(torrent.infoHash()) != torrent) {
      throw new ContentUnavailable("the torrent is held no longer");
    }
    return new TorrentContent(
        torrent,
        directory.torrent(torrent.infoHash()),
        directory.read(torrent.infoHash()),
        channels,
        this::epochNanos);
  }

  private long epochNanos() {
    Instant now = clock.instant();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  private void touch(HeldTorrent torrent) {
    HeldTorrent eldest = null;
    synchronized (open) {
      open.put(torrent.infoHash(), torrent);
      if (open.size() > MAX_OPEN_TORRENTS) {
        eldest = open.remove(open.keySet().iterator().next());
      }
    }
    if (eldest != null) {
      eldest.content(null);
    }
  }

  /** Closes every file; reads under way fail. */
  @Override
  public void close() {
    channels.close();
  }
}
