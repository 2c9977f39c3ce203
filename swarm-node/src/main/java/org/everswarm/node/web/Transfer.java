package org.everswarm.node.web;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.everswarm.node.store.DiskPieceReader;
import org.everswarm.node.store.HeldTorrent;
import org.everswarm.node.store.VerifiedRange;
import org.jspecify.annotations.Nullable;

/**
 * Sends one range of one file. Confined to its event loop; reads happen elsewhere.
 *
 * <p>What was verified before goes out through the kernel (sendfile), with an eye on the file; all
 * else is read in runs, each hashed before it leaves, and a run is only read when the client has
 * taken what came before. sendfile is held to ranges of 16 MiB, which covers what stock clients ask
 * for, since it reads at its own time: the shorter, the less can change under it.
 */
final class Transfer {

  private static final int RUN_BYTES = 256 * 1024;
  private static final long MAX_SENDFILE_BYTES = 16 << 20;
  private static final long WATCH_MILLIS = 100;

  private final Context context;
  private final DiskPieceReader reader;
  private final HeldTorrent torrent;
  private final HttpServerResponse response;
  private final WebCounters counters;
  private final Consumer<WebResult> onEnd;
  private long offset;
  private long remaining;
  private @Nullable CompletableFuture<?> pending;
  private boolean begun;
  private boolean ended;

  /**
   * Prepares to send {@code length} bytes from {@code offset} of the torrent's content.
   *
   * @param onEnd hears once how it ended; UNAVAILABLE when nothing was sent yet, so that the caller
   *     may still answer something else
   */
  Transfer(
      Context context,
      DiskPieceReader reader,
      HeldTorrent torrent,
      long offset,
      long length,
      HttpServerResponse response,
      WebCounters counters,
      Consumer<WebResult> onEnd) {
    this.context = context;
    this.reader = reader;
    this.torrent = torrent;
    this.offset = offset;
    this.remaining = length;
    this.response = response;
    this.counters = counters;
    this.onEnd = onEnd;
  }

  void start() {
    response.closeHandler(gone -> end(WebResult.ABANDONED));
    response.exceptionHandler(broken -> end(WebResult.ABANDONED));
    if (remaining > MAX_SENDFILE_BYTES) {
      readRun();
    } else {
      await(
          reader.verifiedRange(torrent, offset, remaining), this::rangeFound, VerifiedRange::close);
    }
  }

  /** Ends it from this side; the caller closes the connection. */
  void cut() {
    end(WebResult.CUT);
  }

  /** Takes the outcome of work done elsewhere back to the event loop. */
  private <T extends @Nullable Object> void await(
      CompletableFuture<T> work, Consumer<T> then, Consumer<T> discard) {
    pending = work;
    CompletableFuture<T> unused =
        work.whenComplete(
            (result, failed) ->
                context.runOnContext(
                    back -> {
                      if (failed != null) {
                        failed();
                      } else if (ended) {
                        discardIfAny(result, discard);
                      } else {
                        then.accept(result);
                      }
                    }));
  }

  private static <T extends @Nullable Object> void discardIfAny(T result, Consumer<T> discard) {
    if (result != null) {
      discard.accept(result);
    }
  }

  private void failed() {
    end(begun ? WebResult.CUT : WebResult.UNAVAILABLE);
  }

  private void rangeFound(@Nullable VerifiedRange range) {
    if (range == null) {
      readRun();
      return;
    }
    begun = true;
    long length = remaining;
    long watch = context.owner().setPeriodic(WATCH_MILLIS, tick -> watch(range));
    response
        .sendFile(range.channel(), range.position(), length)
        .onComplete(
            sent -> {
              context.owner().cancelTimer(watch);
              range.close();
              if (sent.succeeded()) {
                counters.served(length);
              }
              end(sent.succeeded() ? WebResult.SERVED : WebResult.ABANDONED);
            });
  }

  private void watch(VerifiedRange range) {
    context
        .<Boolean>executeBlocking(range::unchanged, false)
        .onSuccess(
            unchanged -> {
              if (!unchanged) {
                end(WebResult.CUT);
              }
            });
  }

  private void readRun() {
    int length = (int) Math.min(RUN_BYTES, remaining);
    await(reader.read(torrent, offset, length), this::runRead, ByteBuf::release);
  }

  private void runRead(ByteBuf run) {
    begun = true;
    int length = run.readableBytes();
    offset += length;
    remaining -= length;
    response
        .write(BufferInternal.buffer(run))
        .onComplete(
            written -> {
              run.release();
              counters.served(written.succeeded() ? length : 0);
            });
    if (remaining == 0) {
      response
          .end()
          .onComplete(sent -> end(sent.succeeded() ? WebResult.SERVED : WebResult.ABANDONED));
    } else if (response.writeQueueFull()) {
      response.drainHandler(drained -> readNext());
    } else {
      readRun();
    }
  }

  private void readNext() {
    if (!ended) {
      readRun();
    }
  }

  private void end(WebResult result) {
    if (ended) {
      return;
    }
    ended = true;
    if (pending != null) {
      pending.cancel(false);
    }
    onEnd.accept(result);
  }
}
