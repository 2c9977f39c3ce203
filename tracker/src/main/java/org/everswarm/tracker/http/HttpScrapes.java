package org.everswarm.tracker.http;

import io.netty.buffer.ByteBuf;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.http.RequestTarget;
import org.everswarm.protocol.http.ScrapeQuery;
import org.everswarm.protocol.http.ScrapeResponse;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.announce.AnnouncePipeline;
import org.everswarm.tracker.announce.AnnounceResult;
import org.jspecify.annotations.Nullable;

/**
 * Scrapes (BEP 48), behind the same gate as announces. Confined to one event loop.
 *
 * <p>A swarm that may not be told of is left out; when that leaves nothing, the first one's reason
 * is given.
 */
final class HttpScrapes implements HttpQuestion {

  private static final int HASHES_MAX = 64;

  private final AnnouncePipeline pipeline;
  private final HttpRefusals refusals;
  private final HttpTally tally;
  private final ScrapeQuery query = new ScrapeQuery();
  private final ScrapeResponse response = new ScrapeResponse();
  private @Nullable String malformed;

  HttpScrapes(AnnouncePipeline pipeline, HttpRefusals refusals, HttpTally tally) {
    this.pipeline = pipeline;
    this.refusals = refusals;
    this.tally = tally;
  }

  @Override
  public AnnounceResult ask(RequestTarget target, IpAddress client) {
    malformed = query.parse(target, HASHES_MAX);
    return malformed == null ? scrape() : AnnounceResult.MALFORMED;
  }

  @Override
  public @Nullable ReceiptToken receipt() {
    return query.receipt();
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

  @Override
  public void write(ByteBuf out, AnnounceResult result) {
    if (result == AnnounceResult.OK) {
      response.write(out, pipeline.minIntervalSeconds());
    } else {
      refusals.write(out, result, particular(result));
    }
  }

  /**
   * When nothing may be told the first one's reason is given, so it is the first that is denied.
   */
  private @Nullable String particular(AnnounceResult result) {
    if (result != AnnounceResult.DENIED) {
      return result == AnnounceResult.MALFORMED ? malformed : null;
    }
    InfoHash first = query.infoHashes().get(0);
    return pipeline.denial(first.word0(), first.word1(), first.word2());
  }

  @Override
  public void count(boolean ipv4, AnnounceResult result, long nanos) {
    tally.scraped(ipv4, result, nanos);
  }
}
