package org.everswarm.tracker.http;

import java.util.function.LongSupplier;
import org.everswarm.protocol.SwarmCounts;
import org.everswarm.protocol.http.AnnounceQuery;
import org.everswarm.protocol.http.AnnounceResponse;
import org.everswarm.protocol.http.RequestTarget;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.announce.AnnouncePipeline;
import org.everswarm.tracker.announce.AnnounceRequest;
import org.everswarm.tracker.announce.AnnounceResult;
import org.everswarm.tracker.swarm.PeerAnnounce;
import org.everswarm.tracker.swarm.PeerReply;
import org.jspecify.annotations.Nullable;

/**
 * Answers announces with peers of both families (BEP 7). Confined to one event loop.
 *
 * <p>A receipt whose signature is not known yet is checked on a worker; then the request, which
 * still holds its target, is announced again.
 */
final class HttpAnnounces {

  private final AnnouncePipeline pipeline;
  private final LongSupplier nanoClock;
  private final Verifications verifications;
  private final HttpReplies replies;
  private final HttpTally tally;
  private final AnnounceQuery query = new AnnounceQuery();
  private final AnnounceRequest request = new AnnounceRequest();
  private final PeerReply reply;

  HttpAnnounces(
      HttpParts parts, Verifications verifications, HttpReplies replies, HttpTally tally) {
    this.pipeline = parts.pipeline();
    this.nanoClock = parts.nanoClock();
    this.verifications = verifications;
    this.replies = replies;
    this.tally = tally;
    this.reply = pipeline.newReply();
    request.transport = tally.transport;
  }

  void answer(HttpCall call, RequestTarget target) {
    String malformed = query.parse(target);
    if (malformed != null) {
      count(call, AnnounceResult.MALFORMED);
      replies.refuse(call.request(), AnnounceResult.MALFORMED, malformed);
      return;
    }
    AnnounceResult result = announce(call);
    ReceiptToken receipt = request.receipt;
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
      query.parse(call.request().uri());
      result = announce(call);
    }
    // Pushed out of the cache already: once is enough for one request.
    answered(call, result == AnnounceResult.VERIFY ? AnnounceResult.BUSY : result);
  }

  private AnnounceResult announce(HttpCall call) {
    PeerAnnounce peer = request.peer;
    peer.infoHash(query.infoHash());
    peer.address(call.client());
    peer.port = query.port();
    peer.event = query.event();
    peer.left = query.left();
    peer.numWant = query.numWant();
    peer.wantIpv4 = true;
    peer.wantIpv6 = true;
    request.receipt = query.receipt();
    request.receiptMalformed = query.receiptMalformed();
    return pipeline.announce(request, reply);
  }

  private void answered(HttpCall call, AnnounceResult result) {
    if (result == AnnounceResult.OK) {
      write(call, query.trackerId());
      replies.send(call.request());
    } else {
      replies.refuse(call.request(), result);
    }
    count(call, result);
  }

  private void write(HttpCall call, @Nullable String trackerId) {
    AnnounceResponse.write(
        replies.body(),
        reply.intervalSeconds,
        reply.minIntervalSeconds,
        new SwarmCounts(reply.seeders, reply.downloads, reply.leechers, reply.leechers),
        reply.peers4,
        reply.count4 * PeerReply.IPV4_LENGTH,
        reply.peers6,
        reply.count6 * PeerReply.IPV6_LENGTH,
        call.client(),
        reply.warning,
        trackerId);
  }

  private void count(HttpCall call, AnnounceResult result) {
    tally.announced(call.ipv4(), result, nanoClock.getAsLong() - call.startNanos());
  }
}
