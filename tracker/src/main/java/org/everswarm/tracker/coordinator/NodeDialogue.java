package org.everswarm.tracker.coordinator;

import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.control.ControlMessage;
import org.everswarm.protocol.control.Hello;
import org.everswarm.protocol.control.Hold;
import org.everswarm.protocol.control.Register;
import org.everswarm.protocol.control.Release;
import org.everswarm.protocol.control.Welcome;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.gate.ReceiptGate;
import org.everswarm.tracker.registry.Denials;

/** What a swarm-node says and what it is answered. Confined to the coordinator's event loop. */
final class NodeDialogue {

  /** Ports below are those of other people's services. */
  private static final int WIRE_PORT_MIN = 1024;

  private static final int ADVERTISED_MAX = 4;

  private final CoordinatorSettings settings;
  private final ReceiptGate gate;
  private final HeldTorrents held;
  private final NodeRegistrar registrar;
  private final Denials denials;
  private final OtherTrackers others;

  NodeDialogue(
      CoordinatorSettings settings,
      ReceiptGate gate,
      HeldTorrents held,
      NodeRegistrar registrar,
      Denials denials,
      OtherTrackers others) {
    this.denials = denials;
    this.others = others;
    this.settings = settings;
    this.gate = gate;
    this.held = held;
    this.registrar = registrar;
  }

  /** Completes when the next message may come; one that breaks the rules ends the channel. */
  Future<Void> handle(NodeChannel node, ControlMessage message) {
    if (node.welcomed() == message instanceof Hello) {
      return refuse(node, "hello comes first, and once");
    }
    if (message instanceof Hello hello) {
      return welcome(node, hello);
    }
    if (message instanceof Hold hold) {
      tellDenials(node, hold.infoHashes());
      return held.hold(node, hold.infoHashes())
          ? Future.succeededFuture()
          : refuse(node, "too many torrents");
    }
    if (message instanceof Release release) {
      held.release(node, release.infoHashes());
      return Future.succeededFuture();
    }
    if (message instanceof Register register) {
      tellDenials(node, List.of(register.infoHash()));
      return registrar
          .register(node.token().receiptId(), register)
          .onSuccess(node::send)
          .mapEmpty();
    }
    return refuse(node, "not a swarm-node's message");
  }

  /** Of all that it names, tracked or not: it serves that by web seed too. */
  private void tellDenials(NodeChannel node, List<InfoHash> named) {
    node.sendDenials(named.stream().map(denials::lastWord).filter(Objects::nonNull).toList());
  }

  private Future<Void> welcome(NodeChannel node, Hello hello) {
    if (hello.version() != ControlMessage.VERSION) {
      return refuse(node, "this tracker speaks version " + ControlMessage.VERSION);
    }
    if (hello.wirePort() != 0 && hello.wirePort() < WIRE_PORT_MIN) {
      return refuse(node, "the wire port must be " + WIRE_PORT_MIN + " or above");
    }
    if (hello.advertised().size() > ADVERTISED_MAX) {
      return refuse(node, "more than " + ADVERTISED_MAX + " advertised addresses");
    }
    node.welcome(endpoints(node, hello));
    others.came(node.endpoints());
    List<Revocation> revoked = gate.revocations().list();
    int first = Math.min(ControlMessage.MAX_ITEMS, revoked.size());
    node.send(new Welcome(settings.intervalSeconds(), gate.keys(), revoked.subList(0, first)));
    node.sendRevoked(revoked.subList(first, revoked.size()));
    return Future.succeededFuture();
  }

  private static List<Endpoint> endpoints(NodeChannel node, Hello hello) {
    if (hello.wirePort() == 0) {
      return List.of();
    }
    List<IpAddress> addresses =
        hello.advertised().isEmpty() ? List.of(node.source()) : hello.advertised();
    return addresses.stream().map(address -> new Endpoint(address, hello.wirePort())).toList();
  }

  private static Future<Void> refuse(NodeChannel node, String reason) {
    node.close(reason);
    return Future.failedFuture(reason);
  }
}
