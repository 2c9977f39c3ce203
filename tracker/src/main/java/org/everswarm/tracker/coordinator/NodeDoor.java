package org.everswarm.tracker.coordinator;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.gate.GateDecision;
import org.everswarm.tracker.gate.ReceiptGate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets swarm-nodes in: a request for {@code /control} becomes a WebSocket once its token is found
 * to be a swarm-node's.
 *
 * <p>Runs on the event loop of each request; a signature is checked on the gate's worker.
 */
final class NodeDoor {

  private static final Logger LOG = LoggerFactory.getLogger(NodeDoor.class);
  private static final String SCHEME = "Bearer ";
  private static final long SECONDS_PER_HOUR = 3600;
  private static final int UNAUTHORIZED = 401;
  private static final int UPGRADE_REQUIRED = 426;
  private static final int UNAVAILABLE = 503;

  private final Vertx vertx;
  private final ReceiptGate gate;
  private final InstantSource clock;
  private final BooleanSupplier hasRoom;
  private final Refusals refusals;
  private final Admitted admitted;

  /**
   * @param hasRoom whether one more node fits
   * @param refusals counts who is turned away
   * @param admitted gets each accepted socket, still paused, on the socket's event loop
   */
  NodeDoor(
      Vertx vertx,
      ReceiptGate gate,
      InstantSource clock,
      BooleanSupplier hasRoom,
      Refusals refusals,
      Admitted admitted) {
    this.vertx = vertx;
    this.gate = gate;
    this.clock = clock;
    this.hasRoom = hasRoom;
    this.refusals = refusals;
    this.admitted = admitted;
  }

  /** Gets each accepted socket, where it comes from, and its token. */
  interface Admitted {
    void enter(ServerWebSocket socket, IpAddress source, ReceiptToken token);
  }

  /** Answers a request of a client at {@code source}. */
  void knock(HttpServerRequest request, IpAddress source) {
    if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
      refuse(
          request,
          Refusals.Reason.NOT_WEBSOCKET,
          UPGRADE_REQUIRED,
          "the control channel is a WebSocket");
      return;
    }
    if (!hasRoom.getAsBoolean()) {
      refuse(request, Refusals.Reason.FULL, UNAVAILABLE, "too many swarm-nodes");
      return;
    }
    String text = bearer(request);
    ReceiptToken token = text == null ? null : ReceiptToken.parse(text);
    GateDecision decision = gate.decideNode(token, text != null && token == null, epochHours());
    if (token != null && decision == GateDecision.ADMITTED) {
      admit(request, source, token);
    } else if (token != null && decision == GateDecision.VERIFY) {
      verify(request, source, token);
    } else {
      refuse(
          request,
          Refusals.Reason.TOKEN,
          UNAUTHORIZED,
          "the node token is refused: " + decision.label());
    }
  }

  private void verify(HttpServerRequest request, IpAddress source, ReceiptToken token) {
    Context loop = vertx.getOrCreateContext();
    request.pause();
    boolean accepted =
        gate.verify(
            token,
            source,
            genuine -> loop.runOnContext(checked -> verified(request, source, token, genuine)));
    if (!accepted) {
      refuse(request, Refusals.Reason.BUSY, UNAVAILABLE, "too many signatures to check");
    }
  }

  private void verified(
      HttpServerRequest request, IpAddress source, ReceiptToken token, boolean genuine) {
    if (genuine) {
      admit(request, source, token);
    } else {
      refuse(request, Refusals.Reason.TOKEN, UNAUTHORIZED, "the node token is refused: forged");
    }
  }

  private void admit(HttpServerRequest request, IpAddress source, ReceiptToken token) {
    request
        .toWebSocket()
        .onSuccess(
            socket -> {
              socket.pause();
              admitted.enter(socket, source, token);
            })
        .onFailure(failure -> LOG.debug("a swarm-node's upgrade failed", failure));
  }

  private void refuse(HttpServerRequest request, Refusals.Reason why, int status, String reason) {
    refusals.count(why);
    LOG.debug("swarm-node refused: {}", reason);
    request.response().putHeader("Connection", "close").setStatusCode(status).end(reason + "\n");
  }

  private static @Nullable String bearer(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    return header != null && header.startsWith(SCHEME) ? header.substring(SCHEME.length()) : null;
  }

  private long epochHours() {
    return clock.instant().getEpochSecond() / SECONDS_PER_HOUR;
  }
}
