package org.everswarm.tracker.coordinator;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.everswarm.protocol.control.Register;
import org.everswarm.protocol.control.Registered;
import org.everswarm.tracker.registry.Claim;
import org.everswarm.tracker.registry.Registration;
import org.everswarm.tracker.registry.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes on torrents that swarm-nodes bring. Adds only: what is known keeps its gate and bundle, and
 * what an operator removed stays away.
 */
final class NodeRegistrar {

  private static final Logger LOG = LoggerFactory.getLogger(NodeRegistrar.class);

  private final Registry registry;
  private static final int MOST_NAME_CHARACTERS = 100;

  private final WorkerExecutor disk;
  private final int mostPerNode;

  /** By the receipt of each node's token, so that a node that comes back goes on counting. */
  private final Map<Long, Integer> added = new ConcurrentHashMap<>();

  NodeRegistrar(Registry registry, WorkerExecutor disk, CoordinatorLimits limits) {
    this.registry = registry;
    this.disk = disk;
    this.mostPerNode = limits.registeredPerNode();
  }

  /** The answer, once the registration is on disk. Never fails. */
  Future<Registered> register(long nodeReceiptId, Register request) {
    return disk.executeBlocking(() -> refusal(nodeReceiptId, request), false)
        .recover(
            failure -> {
              LOG.error("a torrent could not be registered", failure);
              return Future.succeededFuture("the tracker failed to write it down; try again");
            })
        .map(refusal -> new Registered(request.infoHash(), refusal));
  }

  /** A hundred thousand names of a swarm-node are to fit on the disk and in memory of all nodes. */
  private static String cut(String name) {
    return name.codePointCount(0, name.length()) <= MOST_NAME_CHARACTERS
        ? name
        : name.substring(0, name.offsetByCodePoints(0, MOST_NAME_CHARACTERS));
  }

  private String refusal(long nodeReceiptId, Register request) throws IOException {
    Registration wanted;
    try {
      wanted =
          new Registration(
              request.infoHash(), request.gate(), request.bundleId(), cut(request.name()));
    } catch (IllegalArgumentException refused) {
      return String.valueOf(refused.getMessage());
    }
    if (registry.find(wanted.infoHash()) == null
        && added.getOrDefault(nodeReceiptId, 0) >= mostPerNode) {
      return "this swarm-node has added too many torrents";
    }
    Claim claim = registry.claim(wanted);
    if (claim == Claim.ADDED) {
      added.merge(nodeReceiptId, 1, Integer::sum);
      LOG.info("torrent {} added by a swarm-node", wanted.infoHash());
    }
    return switch (claim) {
      case ADDED, KNOWN -> "";
      case OTHER_TERMS -> "this torrent is tracked already, with another gate or bundle";
      case REMOVED -> "an operator removed this torrent, and only an operator can add it again";
    };
  }
}
