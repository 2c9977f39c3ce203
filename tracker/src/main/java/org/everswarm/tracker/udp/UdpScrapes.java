package org.everswarm.tracker.udp;

import io.netty.buffer.ByteBuf;
import org.everswarm.protocol.udp.UdpLayout;
import org.everswarm.tracker.announce.AnnouncePipeline;
import org.everswarm.tracker.announce.AnnounceResult;
import org.everswarm.tracker.announce.LoopCounters;
import org.everswarm.tracker.announce.Transport;
import org.everswarm.tracker.swarm.ScrapeCounts;

/**
 * Answers scrapes (BEP 15, BEP 48). Confined to one event loop.
 *
 * <p>The reply is by position, so a swarm that may not be told of has zeros. A scrape cannot carry
 * BEP 41 options, hence no receipt: gated swarms show zeros here.
 */
final class UdpScrapes {

  private final AnnouncePipeline pipeline;
  private final LoopCounters counters;
  private final ScrapeCounts counts = new ScrapeCounts();

  UdpScrapes(AnnouncePipeline pipeline, LoopCounters counters) {
    this.pipeline = pipeline;
    this.counters = counters;
  }

  /**
   * Writes the reply to a scrape of at least one info-hash and tells its length; more info-hashes
   * than BEP 15 allows are ignored.
   */
  int answer(UdpPacket packet) {
    int count = Math.min(UdpLayout.scrapeCount(packet.length), UdpLayout.MAX_SCRAPE);
    ByteBuf out = packet.beginReply();
    UdpLayout.writeScrapeHead(out, UdpLayout.transactionId(packet.in, packet.start));
    AnnounceResult told = AnnounceResult.UNREGISTERED;
    for (int i = 0; i < count; i++) {
      AnnounceResult result = write(out, packet.in, UdpLayout.scrapeHashIndex(packet.start, i));
      if (i == 0 || result == AnnounceResult.OK) {
        told = result;
      }
    }
    counters.scraped(Transport.UDP, packet.isIpv4(), told);
    return packet.replyLength();
  }

  private AnnounceResult write(ByteBuf out, ByteBuf in, int at) {
    long hash0 = in.getLong(at);
    long hash1 = in.getLong(at + 8);
    int hash2 = in.getInt(at + 16);
    AnnounceResult result = pipeline.scrape(hash0, hash1, hash2, null, false);
    if (result == AnnounceResult.OK) {
      pipeline.counts(hash0, hash1, hash2, counts);
      UdpLayout.writeScrapeCounts(out, counts.seeders, counts.downloads, counts.leechers);
    } else {
      UdpLayout.writeScrapeCounts(out, 0, 0, 0);
    }
    return result;
  }
}
