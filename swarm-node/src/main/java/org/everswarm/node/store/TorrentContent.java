package org.everswarm.node.store;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.everswarm.protocol.metainfo.Metainfo;
import org.jspecify.annotations.Nullable;

/**
 * A held torrent that is being served: its piece hashes and files. Thread-safe; every method blocks
 * and belongs on a worker.
 *
 * <p>Bytes are handed out only when the stamps of their files are, after they were read, the same
 * as before their pieces were hashed: then no write can have come between.
 */
final class TorrentContent {

  private static final int ATTEMPTS = 3;
  private static final int LOCKS = 16;

  private final Metainfo metainfo;
  private final TorrentFiles torrentFiles;
  private final Layout layout;
  private final List<Path> files;
  private final FileChannels channels;
  private final LongSupplier epochNanos;
  private final PieceStates states;
  private final Object[] pieceLocks = new Object[LOCKS];

  TorrentContent(
      HeldTorrent torrent,
      Metainfo metainfo,
      Manifest manifest,
      FileChannels channels,
      LongSupplier epochNanos) {
    this.metainfo = metainfo;
    this.layout = manifest.layout();
    this.torrentFiles = torrentFiles(metainfo, layout);
    this.files = manifest.files().stream().map(file -> Path.of(file.path())).toList();
    this.channels = channels;
    this.epochNanos = epochNanos;
    this.states = new PieceStates(torrent, layout);
    for (int lock = 0; lock < LOCKS; lock++) {
      pieceLocks[lock] = new Object();
    }
    lookAtAll();
  }

  TorrentFiles torrentFiles() {
    return torrentFiles;
  }

  private static TorrentFiles torrentFiles(Metainfo metainfo, Layout layout) {
    Map<List<String>, TorrentFiles.Place> places = new HashMap<>();
    for (int file = 0; file < layout.fileCount(); file++) {
      List<String> path = metainfo.singleFile() ? List.of() : metainfo.files().get(file).path();
      places.put(path, new TorrentFiles.Place(file, layout.start(file), layout.length(file)));
    }
    return new TorrentFiles(places);
  }

  /** Looks at every file, so that the torrent knows which pieces it lacks. */
  void lookAtAll() {
    for (int file = 0; file < files.size(); file++) {
      lookAt(file);
    }
  }

  /** Appends the verified bytes {@code [offset, end)} to {@code out}, which must be empty. */
  void read(long offset, long end, ByteBuf out) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int seen = look(offset, end);
      if (verify(offset, end, seen)) {
        fill(offset, end, out.clear());
        if (look(offset, end) == seen) {
          return;
        }
      }
    }
    throw new ContentUnavailable("the content keeps changing");
  }

  /**
   * The open file in which {@code [offset, end)} lies, when all of it is verified already, else
   * null; the caller closes it.
   */
  @Nullable VerifiedRange verifiedRange(long offset, long end) throws IOException {
    int seen = look(offset, end);
    for (int piece = layout.pieceAt(offset); piece <= layout.pieceAt(end - 1); piece++) {
      if (!states.isVerified(piece, seen)) {
        return null;
      }
    }
    int file = layout.fileAt(offset);
    FileStamp stamp = states.stamp(file);
    FileChannels.Lease lease = channels.lease(files.get(file), stamp);
    if (look(offset, end) != seen) {
      lease.close();
      return null;
    }
    return new VerifiedRange(lease, files.get(file), stamp, offset - layout.start(file));
  }

  /** Hashes what is not verified yet; false when files changed meanwhile. */
  private boolean verify(long offset, long end, int seen) throws IOException {
    for (int piece = layout.pieceAt(offset); piece <= layout.pieceAt(end - 1); piece++) {
      synchronized (pieceLocks[piece % LOCKS]) {
        if (!states.isVerified(piece, seen) && !hash(piece, seen)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean hash(int piece, int seen) throws IOException {
    long start = layout.pieceStart(piece);
    long end = layout.pieceEnd(piece);
    PieceHasher hasher = new PieceHasher();
    for (long at = start; at < end; ) {
      int file = layout.fileAt(at);
      long until = Math.min(end, layout.end(file));
      try (FileChannels.Lease lease = channels.lease(files.get(file), states.stamp(file))) {
        hasher.update(lease.channel(), at - layout.start(file), until - at);
      }
      at = until;
    }
    boolean right = metainfo.pieceMatches(piece, hasher.digest());
    long nanos = epochNanos.getAsLong();
    if (look(start, end) != seen) {
      return false;
    }
    return right ? states.right(piece, seen, nanos) : refuse(piece, seen);
  }

  private boolean refuse(int piece, int seen) throws ContentUnavailable {
    if (!states.wrong(piece, seen)) {
      return false;
    }
    Path file = files.get(layout.fileAt(layout.pieceStart(piece)));
    throw new WrongPiece(piece, file);
  }

  private void fill(long offset, long end, ByteBuf out) throws IOException {
    for (long at = offset; at < end; ) {
      int file = layout.fileAt(at);
      long until = Math.min(end, layout.end(file));
      try (FileChannels.Lease lease = channels.lease(files.get(file), states.stamp(file))) {
        readFully(lease.channel(), at - layout.start(file), (int) (until - at), out);
      }
      at = until;
    }
  }

  private static void readFully(FileChannel channel, long position, int length, ByteBuf out)
      throws IOException {
    ByteBuffer target = out.internalNioBuffer(out.writerIndex(), length);
    long at = position;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        throw new ContentUnavailable("a content file is shorter than it was");
      }
      at += count;
    }
    out.writerIndex(out.writerIndex() + length);
  }

  /** Looks at every file of the pieces in {@code [offset, end)}; returns the epoch. */
  private int look(long offset, long end) throws ContentUnavailable {
    int last = layout.fileAt(layout.pieceEnd(layout.pieceAt(end - 1)) - 1);
    for (int file = layout.fileAt(layout.pieceStart(layout.pieceAt(offset)));
        file <= last;
        file++) {
      lookAt(file);
      states.stamp(file);
    }
    return states.epoch();
  }

  private void lookAt(int file) {
    FileStamp found = FileStamp.of(files.get(file));
    if (layout.length(file) == 0) {
      found = new FileStamp(0, 0);
    }
    FileStamp gone = states.observed(file, found);
    if (gone != null) {
      channels.drop(files.get(file), gone);
    }
  }
}
