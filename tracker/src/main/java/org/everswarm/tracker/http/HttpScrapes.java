package org.everswarm.tracker.http;

import java.util.function.LongSupplier;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.http.RequestTarget;
import org.everswarm.protocol.http.ScrapeQuery;
import org.everswarm.protocol.http.ScrapeResponse;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.announce.AnnouncePipeline;
import org.everswarm.tracker.announce.AnnounceResult;

/**
 * Answers scrapes (BEP 48) behind the same gate as announces. Confined to one event loop.
 *
 * <p>A swarm that may not be told of is left out; when that leaves nothing, the first one's reason
 * is given.
 */
final class HttpScrapes {

  private static final int HASHES_MAX = 64;

  private final AnnouncePipeline pipeline;
  private final LongSupplier nanoClock;
  private final Verifications verifications;
  private final HttpReplies replies;
  private final HttpTally tally;
  private final ScrapeQuery query = new ScrapeQuery();
  private final ScrapeResponse response = new ScrapeResponse();

  HttpScrapes(HttpParts parts, Verifications verifications, HttpReplies replies, HttpTally tally) {
    this.pipeline = parts.pipeline();
    this.nanoClock = parts.nanoClock();
    this.verifications = verifications;
    this.replies = replies;
    this.tally = tally;
  }

  void answer(HttpCall call, RequestTarget target) {
    String malformed = query.parse(target, HASHES_MAX);
    if (malformed != null) {
      count(call, AnnounceResult.MALFORMED);
      replies.refuse(call.request(), AnnounceResult.MALFORMED, malformed);
      return;
    }
    AnnounceResult result = scrape();
    ReceiptToken receipt = query.receipt();
    if (result == AnnounceResult.VERIFY && receipt != null) {
      if (verifications.begin(receipt, call.client(), verdict -> verified(call, verdict))) {
        return;
      }
      result = AnnounceResult.BUSY;
    }
    answered(call, result);
  }

  private void verified(HttpCall call, AnnounceResult verdict) {
    if (call.request().response().closed()) {
      return;
    }
    AnnounceResult result = verdict;
    if (verdict == AnnounceResult.OK) {
      query.parse(call.request().uri(), HASHES_MAX);
      result = scrape();
    }
    answered(call, result == AnnounceResult.VERIFY ? AnnounceResult.BUSY : result);
  }

  /** Gathers what may be told; OK when that is anything, VERIFY when the receipt is not known. */
  private AnnounceResult scrape() {
    response.clear();
    AnnounceResult told = AnnounceResult.UNREGISTERED;
    boolean first = true;
    for (InfoHash hash : query.infoHashes()) {
      AnnounceResult result = scrape(hash);
      if (result == AnnounceResult.VERIFY) {
        return result;
      }
      if (first || result == AnnounceResult.OK) {
        told = result;
      }
      first = false;
    }
    return told;
  }

  private AnnounceResult scrape(InfoHash hash) {
    AnnounceResult result =
        pipeline.scrape(
            hash.word0(), hash.word1(), hash.word2(), query.receipt(), query.receiptMalformed());
    if (result == AnnounceResult.OK) {
      response.add(hash, pipeline.counts(hash.word0(), hash.word1(), hash.word2()));
    }
    return result;
  }

  private void answered(HttpCall call, AnnounceResult result) {
    if (result == AnnounceResult.OK) {
      response.write(replies.body(), pipeline.settings().minIntervalSeconds());
      replies.send(call.request());
    } else {
      replies.refuse(call.request(), result);
    }
    count(call, result);
  }

  private void count(HttpCall call, AnnounceResult result) {
    tally.scraped(call.ipv4(), result, nanoClock.getAsLong() - call.startNanos());
  }
}
