package org.everswarm.node.store;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the pieces of one opened torrent, and of the files they lie in. Thread-safe,
 * touches no file.
 *
 * <p>Everything learnt is bound to an epoch, which moves with every change of a file: a hash taken
 * in one epoch says nothing in the next.
 */
final class PieceStates {

  /** A file changed this lately may change again under the same time stamp. */
  private static final long UNSETTLED_NANOS = 50_000_000;

  private final HeldTorrent torrent;
  private final Layout layout;
  private final @Nullable FileStamp[] stamps;
  private final BitSet missing = new BitSet();
  private final BitSet verified = new BitSet();
  private final BitSet wrong = new BitSet();
  private int epoch;

  PieceStates(HeldTorrent torrent, Layout layout) {
    this.torrent = torrent;
    this.layout = layout;
    this.stamps = new @Nullable FileStamp[layout.fileCount()];
  }

  synchronized int epoch() {
    return epoch;
  }

  /**
   * Takes note of a file as found now, null when it is not there. Returns the stamp it had before
   * when that is void now, else null.
   */
  synchronized @Nullable FileStamp observed(int file, @Nullable FileStamp found) {
    FileStamp now = found != null && found.size() == layout.length(file) ? found : null;
    FileStamp before = stamps[file];
    if (now == null ? missing.get(file) : now.equals(before)) {
      return null;
    }
    stamps[file] = now;
    missing.set(file, now == null);
    epoch++;
    BitSet pieces = new BitSet();
    layout.addPiecesOf(file, pieces);
    verified.andNot(pieces);
    wrong.andNot(pieces);
    tellLacking();
    return before;
  }

  /** The stamp of a file that is there. */
  synchronized FileStamp stamp(int file) throws ContentUnavailable {
    FileStamp stamp = stamps[file];
    if (stamp == null) {
      throw new ContentUnavailable("a content file is missing or has another size");
    }
    return stamp;
  }

  synchronized boolean isVerified(int piece, int seen) throws ContentUnavailable {
    if (epoch == seen && wrong.get(piece)) {
      throw new ContentUnavailable("piece " + piece + " is not what the torrent says");
    }
    return epoch == seen && verified.get(piece);
  }

  /** Notes that the piece hashed right in epoch {@code seen}; false when that has passed. */
  synchronized boolean right(int piece, int seen, long nowEpochNanos) {
    if (epoch != seen) {
      return false;
    }
    if (settled(piece, nowEpochNanos - UNSETTLED_NANOS)) {
      verified.set(piece);
    }
    return true;
  }

  /** Notes that the piece hashed wrong in epoch {@code seen}; false when that has passed. */
  synchronized boolean wrong(int piece, int seen) {
    if (epoch != seen) {
      return false;
    }
    wrong.set(piece);
    tellLacking();
    return true;
  }

  private boolean settled(int piece, long limitEpochNanos) {
    int last = layout.fileAt(layout.pieceEnd(piece) - 1);
    for (int file = layout.fileAt(layout.pieceStart(piece)); file <= last; file++) {
      FileStamp stamp = stamps[file];
      if (stamp != null && stamp.modifiedNanos() > limitEpochNanos) {
        return false;
      }
    }
    return true;
  }

  private void tellLacking() {
    BitSet lacking = (BitSet) wrong.clone();
    missing.stream().forEach(file -> layout.addPiecesOf(file, lacking));
    torrent.lacking(lacking);
  }
}
