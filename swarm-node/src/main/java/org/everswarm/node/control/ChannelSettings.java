package org.everswarm.node.control;

import java.util.List;
import java.util.function.Supplier;
import org.everswarm.protocol.IpAddress;

/**
 * How a node presents itself to its trackers.
 *
 * @param trackers nodes of one cluster: the channel goes to one of them, whichever is well
 * @param token reads the node token; asked at every try, so that a new one is picked up
 * @param advertised addresses peers reach this node at; empty: that the tracker sees
 * @param webSeedBase what web seed URLs begin with; may be empty
 */
public record ChannelSettings(
    List<TrackerAddress> trackers,
    Supplier<String> token,
    int wirePort,
    List<IpAddress> advertised,
    String webSeedBase) {

  public ChannelSettings {
    trackers = List.copyOf(trackers);
    advertised = List.copyOf(advertised);
  }
}
