package org.everswarm.node.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks, when a torrent is taken on, which of its files are there; by size and time alone. */
final class ContentCheck {

  private static final Logger LOG = LoggerFactory.getLogger(ContentCheck.class);
  private static final int NAMED = 5;

  private ContentCheck() {}

  /** Tells the torrent what it lacks, and the log, in one line. */
  static void check(HeldTorrent torrent, Manifest manifest) {
    Layout layout = manifest.layout();
    List<String> bad = new ArrayList<>();
    torrent.lacking(lacking(layout, manifest, bad));
    if (!bad.isEmpty()) {
      LOG.warn(
          "torrent {} is served without {} of its {} files: {}{}",
          torrent.infoHash(),
          bad.size(),
          layout.fileCount(),
          String.join(", ", bad.subList(0, Math.min(NAMED, bad.size()))),
          bad.size() > NAMED ? ", …" : "");
    }
  }

  /** Tells the torrent again, and the log nothing. */
  static void checkAgain(HeldTorrent torrent, Manifest manifest) {
    torrent.lacking(lacking(manifest.layout(), manifest, new ArrayList<>()));
  }

  private static BitSet lacking(Layout layout, Manifest manifest, List<String> bad) {
    BitSet lacking = new BitSet();
    for (int file = 0; file < layout.fileCount(); file++) {
      Manifest.ContentFile expected = manifest.files().get(file);
      FileStamp found = FileStamp.ofReadable(Path.of(expected.path()));
      if (expected.size() > 0 && (found == null || found.size() != expected.size())) {
        layout.addPiecesOf(file, lacking);
        bad.add(expected.path() + (found == null ? " (missing or unreadable)" : " (other size)"));
      }
    }
    return lacking;
  }
}
