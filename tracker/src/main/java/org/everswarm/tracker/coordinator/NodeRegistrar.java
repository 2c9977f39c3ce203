package org.everswarm.tracker.coordinator;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import org.everswarm.protocol.control.Register;
import org.everswarm.protocol.control.Registered;
import org.everswarm.tracker.registry.Registration;
import org.everswarm.tracker.registry.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes on torrents that swarm-nodes bring. Adds only: what is known keeps its gate and bundle. */
final class NodeRegistrar {

  private static final Logger LOG = LoggerFactory.getLogger(NodeRegistrar.class);

  private final Registry registry;
  private final WorkerExecutor disk;

  NodeRegistrar(Registry registry, WorkerExecutor disk) {
    this.registry = registry;
    this.disk = disk;
  }

  /** The answer, once the registration is on disk. Never fails. */
  Future<Registered> register(Register request) {
    return disk.executeBlocking(() -> refusal(request), false)
        .recover(
            failure -> {
              LOG.error("a torrent could not be registered", failure);
              return Future.succeededFuture("the tracker failed to write it down; try again");
            })
        .map(refusal -> new Registered(request.infoHash(), refusal));
  }

  private String refusal(Register request) throws IOException {
    Registration wanted;
    try {
      wanted =
          new Registration(request.infoHash(), request.gate(), request.bundleId(), request.name());
    } catch (IllegalArgumentException refused) {
      return String.valueOf(refused.getMessage());
    }
    // The lock of everyone who asks before adding, so that nobody replaces another's word.
    synchronized (registry) {
      Registration present = registry.find(wanted.infoHash());
      if (present == null) {
        registry.add(wanted);
        LOG.info("torrent {} added by a swarm-node", wanted.infoHash());
        return "";
      }
      boolean same = present.gate() == wanted.gate() && present.bundleId() == wanted.bundleId();
      return same ? "" : "this torrent is tracked already, with another gate or bundle";
    }
  }
}
