package org.everswarm.node;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.everswarm.node.store.BundleStore;
import org.everswarm.node.store.ContentHasher;
import org.everswarm.node.store.ContentTree;
import org.everswarm.node.store.HeldTorrent;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.metainfo.MetainfoBuilder;
import org.everswarm.protocol.metainfo.PieceLengths;
import org.everswarm.protocol.metainfo.WebSeedUrls;
import org.jspecify.annotations.Nullable;

/** Makes a .torrent of content, puts it in the store and on disk. One use; blocks. */
final class TorrentMaker {

  private static final String SOURCE = "everswarm";

  /** What was made. */
  record Made(HeldTorrent held, Path file) {}

  private final SeedPlan plan;
  private final NodeConfig config;
  private final SecureRandom random;
  private final InstantSource clock;
  private final PrintWriter err;

  TorrentMaker(
      SeedPlan plan, NodeConfig config, SecureRandom random, InstantSource clock, PrintWriter err) {
    this.plan = plan;
    this.config = config;
    this.random = random;
    this.clock = clock;
    this.err = err;
  }

  Made make(ContentTree content, BundleStore store) throws IOException, InterruptedException {
    try {
      Metainfo fresh = torrent(content);
      Metainfo before = sameContent(store, fresh);
      Metainfo torrent = dressed(before == null ? fresh : before);
      HeldTorrent held = store.add(torrent, content.files(), plan.gate(), plan.bundleId());
      return new Made(held, write(torrent));
    } catch (IllegalArgumentException refused) {
      throw new CommandException(String.valueOf(refused.getMessage()) + ".", refused);
    }
  }

  private Metainfo torrent(ContentTree content) throws IOException, InterruptedException {
    String given = plan.name();
    String name = given == null ? content.name() : given;
    int pieceLength =
        plan.pieceLength() > 0 ? plan.pieceLength() : PieceLengths.suggested(content.totalLength());
    Progress progress = new Progress(err, Progress.onTerminal(), name, content.totalLength());
    byte[] hashes =
        new ContentHasher(content, pieceLength)
            .hash(Runtime.getRuntime().availableProcessors(), progress::add);
    MetainfoBuilder builder = new MetainfoBuilder(name, pieceLength).pieceHashes(hashes);
    builder.created(SOURCE, clock.instant());
    if (content.singleFile()) {
      builder.singleFile(content.totalLength());
    } else {
      builder.files(content.entries());
    }
    if (plan.gate().needsReceipt()) {
      builder.privately(SOURCE, random);
    }
    return builder.build();
  }

  /** The torrent held of the same content already: seeding twice makes no second swarm. */
  private @Nullable Metainfo sameContent(BundleStore store, Metainfo fresh) throws IOException {
    HeldTorrent held = store.findByName(plan.bundleId(), fresh.name());
    if (held == null || held.gate() != plan.gate()) {
      return null;
    }
    Metainfo before = store.metainfo(held);
    return before.files().equals(fresh.files())
            && before.singleFile() == fresh.singleFile()
            && before.pieceLength() == fresh.pieceLength()
            && sameHashes(before, fresh)
        ? before
        : null;
  }

  private static boolean sameHashes(Metainfo one, Metainfo other) {
    for (int piece = 0; piece < one.pieceCount(); piece++) {
      if (!Arrays.equals(one.pieceHash(piece), other.pieceHash(piece))) {
        return false;
      }
    }
    return true;
  }

  /** Trackers in one tier; a web seed only where no receipt is needed. */
  private Metainfo dressed(Metainfo torrent) {
    Metainfo tracked = torrent.withTrackers(List.of(plan.announceUrls()));
    if (plan.gate().needsReceipt() || config.webUrl().isEmpty()) {
      return tracked;
    }
    String url = WebSeedUrls.of(config.webUrl(), torrent.infoHash().hex(), torrent);
    return tracked.withWebSeeds(List.of(url));
  }

  private Path write(Metainfo torrent) throws IOException {
    Path given = plan.out();
    Path file = (given == null ? Path.of(torrent.name() + ".torrent") : given).toAbsolutePath();
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(beside, torrent.toBytes());
      return Files.move(
          beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unwritable) {
      throw new CommandException(file + " cannot be written; give another --out.", unwritable);
    }
  }
}
