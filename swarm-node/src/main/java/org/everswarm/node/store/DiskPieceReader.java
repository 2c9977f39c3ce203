package org.everswarm.node.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads from the files of a {@link BundleStore}. Thread-safe; never blocks the caller. */
public final class DiskPieceReader implements PieceReader, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DiskPieceReader.class);
  private static final int CLOSE_SECONDS = 5;

  private final BundleStore store;
  private final ByteBufAllocator allocator;
  private final ExecutorService workers;
  private final ReadBudget budget;
  private final LongAdder wrongPieces = new LongAdder();

  public DiskPieceReader(BundleStore store, ByteBufAllocator allocator, ReaderLimits limits) {
    this.store = store;
    this.allocator = allocator;
    this.workers = Executors.newFixedThreadPool(limits.workers(), DiskPieceReader::named);
    this.budget = new ReadBudget(limits.maxBytesInFlight(), limits.maxWaiting(), workers);
  }

  private static final AtomicInteger THREADS = new AtomicInteger();

  private static Thread named(Runnable work) {
    Thread thread = new Thread(work, "piece-reader-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public CompletableFuture<ByteBuf> read(HeldTorrent torrent, long offset, int length) {
    if (!inside(torrent, offset, length) || length > MAX_READ_BYTES) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException("no range of the content: " + offset + "+" + length));
    }
    Read read = new Read(torrent, offset, length);
    if (!budget.offer(read)) {
      read.answer.completeExceptionally(new ContentUnavailable("too many reads wait"));
    }
    return read.answer;
  }

  /**
   * The open file for a range of one content file when all of it is verified already, else null.
   * The caller closes what it gets; cancelling the future closes it too.
   */
  public CompletableFuture<@Nullable VerifiedRange> verifiedRange(
      HeldTorrent torrent, long offset, long length) {
    return submit(
        () -> store.open(torrent).verifiedRange(offset, offset + length),
        unwanted -> {
          if (unwanted != null) {
            unwanted.close();
          }
        });
  }

  /** The files of a torrent; at once when it is open. */
  public CompletableFuture<TorrentFiles> files(HeldTorrent torrent) {
    TorrentContent open = torrent.content();
    if (open != null) {
      return CompletableFuture.completedFuture(open.torrentFiles());
    }
    return submit(() -> store.open(torrent).torrentFiles(), unused -> {});
  }

  private <T extends @Nullable Object> CompletableFuture<T> submit(
      Callable<T> work, Consumer<T> discard) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      workers.execute(() -> run(work, discard, answer));
    } catch (RejectedExecutionException closed) {
      answer.completeExceptionally(new ContentUnavailable("this node is stopping"));
    }
    return answer;
  }

  private static <T extends @Nullable Object> void run(
      Callable<T> work, Consumer<T> discard, CompletableFuture<T> answer) {
    try {
      T result = work.call();
      if (!answer.complete(result)) {
        discard.accept(result);
      }
    } catch (Exception failed) {
      answer.completeExceptionally(failed);
    }
  }

  private static boolean inside(HeldTorrent torrent, long offset, int length) {
    return offset >= 0 && length > 0 && offset <= torrent.totalLength() - length;
  }

  /** How often a piece was found to be not what its torrent says. */
  public long unverifiedPieces() {
    return wrongPieces.sum();
  }

  /** Bytes of reads begun and buffers not yet released. */
  public long bytesInFlight() {
    return budget.bytesInFlight();
  }

  private void complain(HeldTorrent torrent, WrongPiece wrong) {
    wrongPieces.increment();
    if (torrent.complain()) {
      LOG.warn("torrent {}: {}; it is not served", torrent.infoHash(), wrong.getMessage());
    }
  }

  /** Waits for reads under way, a few seconds. */
  @Override
  public void close() {
    workers.shutdown();
    try {
      if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private final class Read implements ReadBudget.Turn {
    private final HeldTorrent torrent;
    private final long offset;
    private final int length;
    private final CompletableFuture<ByteBuf> answer = new CompletableFuture<>();

    Read(HeldTorrent torrent, long offset, int length) {
      this.torrent = torrent;
      this.offset = offset;
      this.length = length;
    }

    @Override
    public int bytes() {
      return length;
    }

    @Override
    public boolean abandoned() {
      return answer.isDone();
    }

    @Override
    public void begin() {
      if (abandoned()) {
        budget.release(length);
        return;
      }
      ByteBuf content = null;
      try {
        content = allocator.directBuffer(length, length);
        store.open(torrent).read(offset, offset + length, content);
        deliver(new ChargedBuffer(allocator, content, budget));
      } catch (IOException | RuntimeException | OutOfMemoryError failed) {
        fail(content, failed);
      }
    }

    @Override
    public void refuse() {
      answer.completeExceptionally(new ContentUnavailable("this node is stopping"));
    }

    private void deliver(ByteBuf charged) {
      if (!answer.complete(charged)) {
        charged.release();
      }
    }

    private void fail(@Nullable ByteBuf content, Throwable failed) {
      if (content != null) {
        content.release();
      }
      budget.release(length);
      if (failed instanceof WrongPiece wrong) {
        complain(torrent, wrong);
      }
      answer.completeExceptionally(failed);
    }
  }
}
