package org.everswarm.tracker.cluster;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * How a node is one of many. Immutable.
 *
 * @param bind where other nodes reach this one
 * @param publicAddress what the others are told instead, where addresses are translated or {@code
 *     bind} is every address of the machine
 * @param bus where the event bus of other nodes reaches this one; on the same host
 * @param join who may be in the cluster already; whoever is not there is asked again and again
 * @param key what makes the nodes one cluster
 * @param zone what may fail at once; copies are kept in another zone. Each node is a zone of its
 *     own without
 */
public record ClusterSettings(
    InetSocketAddress bind,
    Optional<InetSocketAddress> publicAddress,
    InetSocketAddress bus,
    List<JoinTarget> join,
    ClusterKey key,
    Optional<String> zone) {

  public ClusterSettings {
    join = List.copyOf(join);
  }

  /** The address under which the others know this node. */
  InetSocketAddress advertised() {
    return publicAddress.orElse(bind);
  }
}
