package org.everswarm.tracker.coordinator;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.control.ControlMessage;
import org.everswarm.protocol.control.Deny;
import org.everswarm.protocol.control.ReceiptKeys;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.gate.ReceiptGate;
import org.everswarm.tracker.registry.Denial;
import org.everswarm.tracker.registry.Denials;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The swarm-nodes that are connected, and what happens to all of them.
 *
 * <p>Confined to the coordinator's event loop, but for {@link #enter} and {@link #size}. A node's
 * next frame is read when its last one has been dealt with, so nobody floods the loop.
 */
final class NodeRoster {

  private static final Logger LOG = LoggerFactory.getLogger(NodeRoster.class);
  private static final long HELLO_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long SECONDS_PER_HOUR = 3600;

  private final CoordinatorSettings settings;
  private final Context loop;
  private final ReceiptGate gate;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final HeldTorrents held;
  private final NodeDialogue dialogue;
  private final OtherTrackers others;
  private final Departed departed;
  private final Set<NodeChannel> nodes = new LinkedHashSet<>();
  private boolean draining;
  private volatile int size;

  NodeRoster(
      CoordinatorSettings settings,
      Context loop,
      ReceiptGate gate,
      Holders holders,
      Seeders seeders,
      NodeRegistrar registrar,
      Denials denials,
      OtherTrackers others,
      InstantSource clock,
      LongSupplier nanoClock) {
    this.settings = settings;
    this.loop = loop;
    this.gate = gate;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.others = others;
    held = new HeldTorrents(settings, holders, seeders, others);
    departed = new Departed(settings.limits(), others, node -> forget(node, 0));
    dialogue = new NodeDialogue(settings, gate, held, registrar, denials, others);
  }

  /** Nodes connected. Any thread. */
  int size() {
    return size;
  }

  /** Takes in a paused socket, on the socket's own event loop. */
  void enter(ServerWebSocket socket, IpAddress source, ReceiptToken token, Context socketLoop) {
    NodeChannel node =
        new NodeChannel(
            socket,
            source,
            token,
            held.none(),
            settings.limits().queuedPerNode(),
            nanoClock.getAsLong());
    socket.exceptionHandler(broken -> LOG.debug("a control channel broke", broken));
    socket.closeHandler(closed -> loop.runOnContext(gone -> leave(node)));
    socket.pongHandler(pong -> node.heard(nanoClock.getAsLong()));
    socket.frameHandler(frame -> received(node, socket, frame, socketLoop));
    loop.runOnContext(
        entered -> {
          if (admit(node)) {
            socketLoop.runOnContext(ready -> socket.fetch(1));
          }
        });
  }

  private boolean admit(NodeChannel node) {
    if (node.closed() || isRevoked(node)) {
      node.close("revoked");
      return false;
    }
    if (draining) {
      node.sendAway();
      return false;
    }
    makeRoom(node.token().receiptId());
    if (nodes.size() >= settings.limits().nodes()) {
      node.close("too many swarm-nodes");
      return false;
    }
    nodes.add(node);
    size = nodes.size();
    LOG.info("swarm-node connected, {} in all", size);
    return true;
  }

  /** Cuts the oldest channels of a token that has as many as it may. */
  private void makeRoom(long receiptId) {
    List<NodeChannel> same =
        nodes.stream().filter(node -> node.token().receiptId() == receiptId).toList();
    int tooMany = same.size() + 1 - settings.limits().channelsPerToken();
    for (NodeChannel oldest : same.subList(0, Math.max(0, tooMany))) {
      oldest.close("newer channels with this token");
      leave(oldest);
    }
  }

  private void leave(NodeChannel node) {
    if (node.markClosed() && nodes.remove(node)) {
      size = nodes.size();
      LOG.info("swarm-node gone, {} left", size);
      others.went(node.endpoints());
      if (!others.joined() || isRevoked(node)) {
        forget(node, 0);
      } else if (!draining) {
        departed.add(node, nanoClock.getAsLong());
      }
    }
  }

  private boolean isRevoked(NodeChannel node) {
    return gate.revocations().contains(node.token().receiptId());
  }

  private void forget(NodeChannel node, int fromSlot) {
    int next = held.forget(node, fromSlot);
    if (next < node.held().slots()) {
      loop.runOnContext(more -> forget(node, next));
    }
  }

  private void received(
      NodeChannel node, ServerWebSocket socket, WebSocketFrame frame, Context socketLoop) {
    if (!frame.isBinary() && !frame.isText() && !frame.isContinuation()) {
      return;
    }
    node.heard(nanoClock.getAsLong());
    ControlMessage message = decode(frame);
    if (message == null) {
      node.close("not a control message");
      return;
    }
    loop.runOnContext(
        arrived ->
            handle(node, message)
                .onSuccess(done -> socketLoop.runOnContext(next -> socket.fetch(1))));
  }

  private static @Nullable ControlMessage decode(WebSocketFrame frame) {
    boolean whole = frame.isBinary() && frame.isFinal();
    return whole ? ControlMessage.decode(frame.binaryData().getBytes()) : null;
  }

  private Future<Void> handle(NodeChannel node, ControlMessage message) {
    return node.closed() ? Future.succeededFuture() : dialogue.handle(node, message);
  }

  /** Cuts what lives on a receipt, here and at every node. */
  void revoke(List<Revocation> revocations) {
    Set<Long> revoked =
        revocations.stream().map(Revocation::receiptId).collect(Collectors.toUnmodifiableSet());
    for (NodeChannel node : List.copyOf(nodes)) {
      if (revoked.contains(node.token().receiptId())) {
        node.close("revoked");
      } else if (node.welcomed()) {
        node.sendRevoked(revocations);
      }
    }
  }

  /**
   * Tells that swarms were closed, or opened again. Of many at once, as they come when a cluster is
   * joined, each node is told those of what it holds; it asks about all others when it holds them.
   */
  void denied(List<Denial> changes) {
    for (NodeChannel node : nodes) {
      if (node.welcomed()) {
        node.sendDenials(changes.size() <= Deny.MAX_WORDS ? changes : heldOf(node, changes));
      }
    }
    changes.stream()
        .filter(change -> !change.inForce())
        .forEach(lifted -> held.reenter(lifted.infoHash()));
  }

  private static List<Denial> heldOf(NodeChannel node, List<Denial> changes) {
    return changes.stream().filter(change -> node.holds(change.infoHash())).toList();
  }

  void keysChanged() {
    ReceiptKeys message = new ReceiptKeys(gate.keys());
    nodes.stream().filter(NodeChannel::welcomed).forEach(node -> node.send(message));
  }

  void ping() {
    nodes.forEach(NodeChannel::ping);
  }

  /** Once a second. */
  void tick() {
    long now = nanoClock.getAsLong();
    long epochHours = clock.instant().getEpochSecond() / SECONDS_PER_HOUR;
    for (NodeChannel node : List.copyOf(nodes)) {
      String fault = fault(node, now, epochHours);
      if (fault == null) {
        held.refresh(node, now);
      } else {
        node.close(fault);
        leave(node);
      }
    }
    departed.tick(now);
  }

  private static @Nullable String fault(NodeChannel node, long nowNanos, long epochHours) {
    if (nowNanos - node.lastHeardNanos() > SILENCE_NANOS) {
      return "silent";
    }
    if (!node.welcomed() && nowNanos - node.openedNanos() > HELLO_NANOS) {
      return "no hello";
    }
    return node.token().expiredAt(epochHours) ? "expired" : null;
  }

  /** Sends every node to another tracker node, and whoever comes yet. */
  void drain() {
    draining = true;
    nodes.forEach(NodeChannel::sendAway);
  }
}
