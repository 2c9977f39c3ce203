package org.everswarm.tracker.http;

import io.netty.buffer.ByteBuf;
import org.everswarm.protocol.IpAddress;
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

/** Announces, answered with peers of both families (BEP 7). Confined to one event loop. */
final class HttpAnnounces implements HttpQuestion {

  private final AnnouncePipeline pipeline;
  private final HttpRefusals refusals;
  private final HttpTally tally;
  private final AnnounceQuery query = new AnnounceQuery();
  private final AnnounceRequest request = new AnnounceRequest();
  private final PeerReply reply;
  private @Nullable String malformed;
  private @Nullable IpAddress client;

  HttpAnnounces(AnnouncePipeline pipeline, HttpRefusals refusals, HttpTally tally) {
    this.pipeline = pipeline;
    this.refusals = refusals;
    this.tally = tally;
    this.reply = pipeline.newReply();
    request.transport = tally.transport;
  }

  @Override
  public AnnounceResult ask(RequestTarget target, IpAddress source) {
    client = source;
    malformed = query.parse(target);
    if (malformed != null) {
      request.receipt = null;
      return AnnounceResult.MALFORMED;
    }
    PeerAnnounce peer = request.peer;
    peer.infoHash(query.infoHash());
    peer.address(source);
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

  @Override
  public @Nullable ReceiptToken receipt() {
    return request.receipt;
  }

  @Override
  public void write(ByteBuf out, AnnounceResult result) {
    if (result != AnnounceResult.OK) {
      refusals.write(out, result, particular(result));
      return;
    }
    AnnounceResponse.write(
        out,
        reply.intervalSeconds,
        reply.minIntervalSeconds,
        new SwarmCounts(reply.seeders, reply.downloads, reply.leechers, reply.leechers),
        reply.peers4,
        reply.count4 * PeerReply.IPV4_LENGTH,
        reply.peers6,
        reply.count6 * PeerReply.IPV6_LENGTH,
        client,
        reply.warning,
        query.trackerId());
  }

  private @Nullable String particular(AnnounceResult result) {
    PeerAnnounce peer = request.peer;
    return switch (result) {
      case MALFORMED -> malformed;
      case DENIED -> pipeline.denial(peer.hash0, peer.hash1, peer.hash2);
      default -> null;
    };
  }

  @Override
  public void count(boolean ipv4, AnnounceResult result, long nanos) {
    tally.announced(ipv4, result, nanos);
  }
}
