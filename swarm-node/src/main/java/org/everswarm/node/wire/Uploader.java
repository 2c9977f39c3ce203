package org.everswarm.node.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Answers one peer's requests. Confined to the event loop of its connection.
 *
 * <p>Clients ask for consecutive blocks, so a run of them is read at once, off the event loop, into
 * one buffer, and sent as slices of it. One run is read while the one before it is being sent. Runs
 * begin short and grow with a peer that takes them quickly, so that many slow peers do not hold
 * much memory; the next is read only when the channel is writable, which bounds what is unsent to
 * {@link #HIGH_WATER_BYTES} and a run.
 */
// A write that fails closes the channel, and channelInactive tells.
@SuppressWarnings("FutureReturnValueIgnored")
final class Uploader {

  /** Above this many unsent bytes nothing more is read for a peer. */
  static final int HIGH_WATER_BYTES = 256 << 10;

  /** Below this many unsent bytes reading goes on. */
  static final int LOW_WATER_BYTES = 128 << 10;

  static final int SHORTEST_RUN_BYTES = 64 << 10;
  static final int FIRST_RUN_BYTES = 128 << 10;
  static final int LONGEST_RUN_BYTES = 1 << 20;

  private static final int MAX_FAILED_READS = 8;
  private static final long QUICK_MILLIS = 100;
  private static final long SLOW_MILLIS = 1_000;

  /** What to do with blocks that cannot be read; {@code goOn} is false after too many. */
  interface Unreadable {
    void blocks(List<BlockRequest> blocks, boolean goOn);
  }

  private record Run(long offset, int length, List<BlockRequest> blocks) {}

  private final ChannelHandlerContext context;
  private final Wire wire;
  private final WireTorrent torrent;
  private final Unreadable unreadable;
  private final LinkedHashSet<BlockRequest> queue = new LinkedHashSet<>();
  private @Nullable Run run;
  private @Nullable CompletableFuture<ByteBuf> read;
  private int runBytes = FIRST_RUN_BYTES;
  private int failedReads;
  private boolean closed;

  Uploader(ChannelHandlerContext context, Wire wire, WireTorrent torrent, Unreadable unreadable) {
    this.context = context;
    this.wire = wire;
    this.torrent = torrent;
    this.unreadable = unreadable;
  }

  /** Queues a block; false when the queue is full. A block that waits already waits once. */
  boolean add(BlockRequest block) {
    return queue.contains(block)
        || (queue.size() < ExtensionHandshakes.REQUEST_QUEUE && queue.add(block));
  }

  /** Drops a block that was not sent yet; false when there is none. */
  boolean cancel(BlockRequest block) {
    return queue.remove(block) || (run != null && run.blocks().remove(block));
  }

  boolean isBusy() {
    return run != null || !queue.isEmpty();
  }

  long unsentBytes() {
    ChannelOutboundBuffer unsent = context.channel().unsafe().outboundBuffer();
    return unsent == null ? 0 : unsent.totalPendingWriteBytes();
  }

  /** Reads the next run, if it is time to. */
  void pump() {
    if (closed || run != null || queue.isEmpty() || !context.channel().isWritable()) {
      return;
    }
    Run next = takeRun();
    run = next;
    CompletableFuture<ByteBuf> reading = torrent.read(next.offset(), next.length());
    read = reading;
    reading.whenComplete(
        (bytes, failure) -> context.executor().execute(() -> arrived(next, bytes, failure)));
  }

  private Run takeRun() {
    Iterator<BlockRequest> waiting = queue.iterator();
    BlockRequest first = waiting.next();
    waiting.remove();
    List<BlockRequest> blocks = new ArrayList<>();
    blocks.add(first);
    long offset = torrent.offset(first);
    int length = first.length();
    while (waiting.hasNext()) {
      BlockRequest block = waiting.next();
      if (torrent.offset(block) != offset + length || length + block.length() > runBytes) {
        break;
      }
      waiting.remove();
      blocks.add(block);
      length += block.length();
    }
    return new Run(offset, length, blocks);
  }

  private void arrived(Run done, @Nullable ByteBuf bytes, @Nullable Throwable failure) {
    run = null;
    read = null;
    if (closed) {
      if (bytes != null) {
        bytes.release();
      }
      return;
    }
    if (bytes == null || failure != null) {
      failedReads++;
      unreadable.blocks(done.blocks(), failedReads < MAX_FAILED_READS);
    } else {
      send(done, bytes);
    }
    pump();
  }

  private void send(Run done, ByteBuf bytes) {
    try {
      ChannelFuture last = null;
      long sent = 0;
      for (BlockRequest block : done.blocks()) {
        last = write(block, bytes, (int) (torrent.offset(block) - done.offset()));
        sent += block.length();
      }
      if (last != null) {
        long total = sent;
        long since = wire.nowMillis();
        last.addListener(written -> written(written.isSuccess(), total, since));
      }
    } finally {
      bytes.release();
    }
    context.flush();
  }

  private ChannelFuture write(BlockRequest block, ByteBuf bytes, int at) {
    ByteBuf header = context.alloc().directBuffer(WireWriter.PIECE_HEADER_BYTES);
    WireWriter.pieceHeader(header, block);
    context.write(header);
    return context.write(bytes.retainedSlice(bytes.readerIndex() + at, block.length()));
  }

  private void written(boolean success, long bytes, long since) {
    if (!success) {
      return;
    }
    wire.counters().served(bytes);
    long took = wire.nowMillis() - since;
    if (took < QUICK_MILLIS) {
      runBytes = Math.min(LONGEST_RUN_BYTES, 2 * runBytes);
    } else if (took > SLOW_MILLIS) {
      runBytes = Math.max(SHORTEST_RUN_BYTES, runBytes / 2);
    }
  }

  void close() {
    closed = true;
    queue.clear();
    if (read != null) {
      // A read that has not begun is spared; the bytes of one under way are released.
      read.cancel(false);
    }
  }
}
