package org.everswarm.tracker.coordinator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.control.ControlMessage;
import org.everswarm.protocol.control.Deny;
import org.everswarm.protocol.control.Revoke;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.registry.Denial;

/**
 * One swarm-node's control channel.
 *
 * <p>{@link #offer} and {@link #send} are for any thread: a WebSocket queues what comes from
 * another loop than its own. All else is confined to the coordinator's event loop.
 */
final class NodeChannel {

  private static final short GOING_AWAY = 1001;
  private static final short POLICY_VIOLATION = 1008;
  private static final byte[] NO_PAYLOAD = {};

  private final ServerWebSocket socket;
  private final IpAddress source;
  private final ReceiptToken token;
  private final int queueMax;
  private final AtomicInteger queued = new AtomicInteger();
  private final NodeChannel[] alone = {this};
  private final InfoHashMap<Boolean> held;
  private final long openedNanos;

  private List<Endpoint> endpoints = List.of();
  private boolean welcomed;
  private volatile boolean closed;
  private boolean settled;
  private int refreshSlot;
  private volatile long lastHeardNanos;

  NodeChannel(
      ServerWebSocket socket,
      IpAddress source,
      ReceiptToken token,
      InfoHashMap<Boolean> held,
      int queueMax,
      long nowNanos) {
    this.socket = socket;
    this.source = source;
    this.token = token;
    this.held = held;
    this.queueMax = queueMax;
    this.openedNanos = nowNanos;
    this.lastHeardNanos = nowNanos;
  }

  /** This node as the only holder of something; shared, so that a million torrents cost nothing. */
  NodeChannel[] alone() {
    return alone;
  }

  ReceiptToken token() {
    return token;
  }

  /** Where it comes from, past proxies that are trusted. */
  IpAddress source() {
    return source;
  }

  /** What it holds; the values mean nothing. */
  InfoHashMap<Boolean> held() {
    return held;
  }

  boolean holds(InfoHash hash) {
    return held.get(hash.word0(), hash.word1(), hash.word2()) != null;
  }

  /** Where its peer wire listens; empty when it has none. */
  List<Endpoint> endpoints() {
    return endpoints;
  }

  void welcome(List<Endpoint> wireEndpoints) {
    welcomed = true;
    endpoints = List.copyOf(wireEndpoints);
  }

  boolean welcomed() {
    return welcomed;
  }

  /** Marks it closed; false if it was already. */
  boolean markClosed() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  /** Any thread. */
  boolean closed() {
    return closed;
  }

  /** Whether all its seeder entries were made anew once; only asked in a cluster. */
  boolean settled() {
    return settled;
  }

  void settle() {
    settled = true;
  }

  int refreshSlot() {
    return refreshSlot;
  }

  void refreshSlot(int slot) {
    refreshSlot = slot;
  }

  void heard(long nowNanos) {
    lastHeardNanos = nowNanos;
  }

  long openedNanos() {
    return openedNanos;
  }

  long lastHeardNanos() {
    return lastHeardNanos;
  }

  /** Writes an admission; false, and nothing written, when the node does not keep up. */
  boolean offer(byte[] frame) {
    if (queued.get() >= queueMax) {
      return false;
    }
    write(frame);
    return true;
  }

  /**
   * Writes what must not be lost: a node that is too far behind is cut instead, and learns all when
   * it comes back.
   */
  void send(ControlMessage message) {
    if (queued.get() >= 2 * queueMax) {
      close("too slow");
      return;
    }
    write(message.encode());
  }

  /** Tells which receipts are void, in as many messages as it takes. */
  void sendRevoked(List<Revocation> revoked) {
    int most = ControlMessage.MAX_ITEMS;
    for (int from = 0; from < revoked.size(); from += most) {
      send(new Revoke(revoked.subList(from, Math.min(from + most, revoked.size()))));
    }
  }

  /** Tells the last word on torrents, in as many messages as it takes. */
  void sendDenials(List<Denial> denials) {
    List<Deny.Word> words =
        denials.stream()
            .map(denial -> new Deny.Word(denial.infoHash(), denial.stampMillis(), denial.reason()))
            .toList();
    int most = Deny.MAX_WORDS;
    for (int from = 0; from < words.size(); from += most) {
      send(new Deny(words.subList(from, Math.min(from + most, words.size()))));
    }
  }

  void ping() {
    socket.writePing(Buffer.buffer(NO_PAYLOAD));
  }

  /** Ends the channel because this tracker node goes down: the other end goes elsewhere at once. */
  void sendAway() {
    socket.close(GOING_AWAY, "the tracker goes down");
  }

  /** Cuts the channel and tells why. */
  void close(String reason) {
    socket.close(POLICY_VIOLATION, reason);
  }

  private void write(byte[] frame) {
    queued.incrementAndGet();
    socket.writeBinaryMessage(Buffer.buffer(frame)).onComplete(written -> queued.decrementAndGet());
  }
}
