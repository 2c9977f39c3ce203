package org.everswarm.tracker.http;

import io.netty.buffer.ByteBuf;
import org.everswarm.protocol.http.FailureResponse;
import org.everswarm.tracker.announce.AnnouncePipeline;
import org.everswarm.tracker.announce.AnnounceResult;
import org.jspecify.annotations.Nullable;

/** Writes why not. Immutable. */
final class HttpRefusals {

  private final AnnouncePipeline pipeline;

  HttpRefusals(AnnouncePipeline pipeline) {
    this.pipeline = pipeline;
  }

  /**
   * Appends a refusal, to be sent with status 200: clients show the reason of no other.
   *
   * @param particular what is wrong with the request, or why the torrent is denied; null where
   *     nothing is known beyond the result
   */
  void write(ByteBuf out, AnnounceResult result, @Nullable String particular) {
    String reason = particular == null ? result.reason() : particular;
    int retryInMinutes = result.retryInMinutes();
    int interval = pipeline.intervalSeconds();
    // libtorrent heeds the interval alone: what passes in a minute must not cost half an hour.
    interval = retryInMinutes > 0 ? Math.min(interval, 60 * retryInMinutes) : interval;
    int minInterval = Math.min(interval, pipeline.minIntervalSeconds());
    FailureResponse.write(out, reason, interval, minInterval, retryInMinutes);
  }
}
