package org.everswarm.tracker.shop.work;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A verticle that does what waits, in rounds of bounded work: one after the other while there is
 * more, then again when it is woken or after a pause. Never two rounds at once.
 */
public abstract class Rounds extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
  private static final long NONE = -1;

  private final Duration pause;
  private @Nullable Context mine;
  private @Nullable Promise<Void> stopping;
  private long timer = NONE;
  private boolean running;
  private boolean woken;
  private boolean failing;

  /**
   * @param pause between rounds when nobody wakes it; after a failure too
   */
  protected Rounds(Duration pause) {
    this.pause = pause;
  }

  /**
   * Does some of what waits; on the verticle's event loop, so blocking work goes elsewhere.
   *
   * @return whether more waits
   */
  protected abstract Future<Boolean> round();

  /** Begins a round at once, or after the one that is under way. Any thread; any time. */
  public final void wake() {
    Context context = mine;
    if (context != null) {
      context.runOnContext(nothing -> begin());
    }
  }

  @Override
  public Future<?> start() throws Exception {
    mine = context;
    begin();
    return Future.succeededFuture();
  }

  /** Done when the round under way is. */
  @Override
  public Future<?> stop() throws Exception {
    Promise<Void> stopped = Promise.promise();
    stopping = stopped;
    cancelTimer();
    if (!running) {
      stopped.complete();
    }
    return stopped.future();
  }

  private void begin() {
    if (stopping != null) {
      return;
    }
    woken = running;
    if (!running) {
      running = true;
      cancelTimer();
      Future.succeededFuture()
          .compose(nothing -> round())
          .onComplete(
              more -> ended(Boolean.TRUE.equals(more)),
              failure -> context.runOnContext(nothing -> failed(failure)));
    }
  }

  private void ended(boolean more) {
    context.runOnContext(
        nothing -> {
          failing = false;
          next(more);
        });
  }

  /** Told once, until it went well again: what is broken now is broken in a second too. */
  private void failed(Throwable failure) {
    if (!failing) {
      LOG.error("{} failed; trying again every {}", getClass().getSimpleName(), pause, failure);
    }
    failing = true;
    woken = false;
    next(false);
  }

  private void next(boolean more) {
    running = false;
    if (stopping != null) {
      stopping.complete();
    } else if (more || woken) {
      begin();
    } else {
      timer = vertx.setTimer(pause.toMillis(), fired -> begin());
    }
  }

  private void cancelTimer() {
    vertx.cancelTimer(timer);
    timer = NONE;
  }
}
