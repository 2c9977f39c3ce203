package org.everswarm.node.control;

import java.util.List;
import java.util.function.Supplier;
import org.everswarm.protocol.IpAddress;

/**
 * How a node presents itself to its tracker.
 *
 * @param token reads the node token; asked at every try, so that a new one is picked up
 * @param advertised addresses peers reach this node at; empty: that the tracker sees
 * @param webSeedBase what web seed URLs begin with; may be empty
 */
public record ChannelSettings(
    TrackerAddress tracker,
    Supplier<String> token,
    int wirePort,
    List<IpAddress> advertised,
    String webSeedBase) {

  public ChannelSettings {
    advertised = List.copyOf(advertised);
  }
}
