package org.everswarm.tracker.http;

import io.vertx.core.Context;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.announce.AnnouncePipeline;
import org.everswarm.tracker.announce.AnnounceResult;

/** Requests that wait until a worker has checked their receipt's signature. Confined to a loop. */
final class Verifications {

  private final AnnouncePipeline pipeline;
  private final Executor loop;
  private final int max;
  private int pending;

  Verifications(AnnouncePipeline pipeline, Context loop, int max) {
    this.pipeline = pipeline;
    this.loop = verdicts -> loop.runOnContext(back -> verdicts.run());
    this.max = max;
  }

  /** Has a receipt checked, and the verdict given on this loop; false when too many wait. */
  boolean begin(ReceiptToken receipt, IpAddress client, Consumer<AnnounceResult> then) {
    if (pending >= max || !pipeline.verify(receipt, client, loop, result -> end(result, then))) {
      return false;
    }
    pending++;
    return true;
  }

  private void end(AnnounceResult result, Consumer<AnnounceResult> then) {
    pending--;
    then.accept(result);
  }
}
