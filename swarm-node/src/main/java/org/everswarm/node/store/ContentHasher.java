package org.everswarm.node.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Hashes content into pieces, several at a time. One use. */
public final class ContentHasher {

  private static final int MAX_OPEN_FILES = 64;

  private final ContentTree content;
  private final Layout layout;
  private final int pieceLength;
  private final byte[] hashes;
  private final List<FileStamp> stamps = new ArrayList<>();
  private final AtomicInteger nextPiece = new AtomicInteger();

  public ContentHasher(ContentTree content, int pieceLength) {
    this.content = content;
    this.pieceLength = pieceLength;
    this.layout =
        new Layout(content.entries().stream().map(entry -> entry.length()).toList(), pieceLength);
    this.hashes = new byte[Math.multiplyExact(20, pieces())];
  }

  private int pieces() {
    return Math.toIntExact((layout.totalLength() + pieceLength - 1) / pieceLength);
  }

  /**
   * The SHA-1 of every piece, end to end. Blocks.
   *
   * @param progress told from several threads how many bytes more are done
   * @throws IllegalArgumentException with a sentence when a file changes meanwhile
   */
  public byte[] hash(int threads, LongConsumer progress) throws IOException, InterruptedException {
    for (Path file : content.files()) {
      stamps.add(stamp(file));
    }
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try (FileChannels channels = new FileChannels(MAX_OPEN_FILES)) {
      List<Future<@Nullable Void>> running = new ArrayList<>();
      for (int worker = 0; worker < threads; worker++) {
        running.add(workers.submit(work(channels, progress)));
      }
      for (Future<@Nullable Void> each : running) {
        finish(each);
      }
    } finally {
      workers.shutdownNow();
    }
    requireUnchanged();
    return hashes;
  }

  private Callable<@Nullable Void> work(FileChannels channels, LongConsumer progress) {
    return () -> {
      PieceHasher hasher = new PieceHasher();
      for (int piece = nextPiece.getAndIncrement();
          piece < pieces() && !Thread.currentThread().isInterrupted();
          piece = nextPiece.getAndIncrement()) {
        hashPiece(piece, hasher, channels);
        progress.accept(layout.pieceEnd(piece) - layout.pieceStart(piece));
      }
      return null;
    };
  }

  private void hashPiece(int piece, PieceHasher hasher, FileChannels channels) throws IOException {
    long end = layout.pieceEnd(piece);
    for (long at = layout.pieceStart(piece); at < end; ) {
      int file = layout.fileAt(at);
      long until = Math.min(end, layout.end(file));
      try (FileChannels.Lease lease = channels.lease(content.files().get(file), stamps.get(file))) {
        hasher.update(lease.channel(), at - layout.start(file), until - at);
      }
      at = until;
    }
    System.arraycopy(hasher.digest(), 0, hashes, 20 * piece, 20);
  }

  private static void finish(Future<@Nullable Void> work) throws IOException, InterruptedException {
    try {
      work.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException unreadable) {
        throw unreadable;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  private void requireUnchanged() {
    for (int file = 0; file < stamps.size(); file++) {
      if (!stamps.get(file).equals(FileStamp.of(content.files().get(file)))) {
        throw new IllegalArgumentException(
            content.files().get(file) + " changed while it was read; try again");
      }
    }
  }

  private static FileStamp stamp(Path file) {
    FileStamp stamp = FileStamp.of(file);
    if (stamp == null) {
      throw new IllegalArgumentException(file + " is not there any more");
    }
    return stamp;
  }
}
