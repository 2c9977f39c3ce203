package org.everswarm.tracker.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.properties.PropertyDefinition;
import com.hazelcast.logging.ILogger;
import com.hazelcast.spi.discovery.AbstractDiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.DiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryStrategyFactory;
import com.hazelcast.spi.discovery.SimpleDiscoveryNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Tells Hazelcast where to look for members: looked up anew whenever it asks, at each attempt to
 * join and, while it runs, every few seconds in search of others. A name that has no address yet,
 * as of a service none of whose pods is there, is no fault. Thread-safe.
 */
final class JoinTargets implements DiscoveryStrategyFactory {

  private final List<JoinTarget> targets;

  JoinTargets(List<JoinTarget> targets) {
    this.targets = List.copyOf(targets);
  }

  @Override
  public Class<? extends DiscoveryStrategy> getDiscoveryStrategyType() {
    return Lookup.class;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public DiscoveryStrategy newDiscoveryStrategy(
      DiscoveryNode own, ILogger logger, Map<String, Comparable> properties) {
    return new Lookup(targets, logger);
  }

  @Override
  public Collection<PropertyDefinition> getConfigurationProperties() {
    return List.of();
  }

  private static final class Lookup extends AbstractDiscoveryStrategy {

    private final List<JoinTarget> targets;

    Lookup(List<JoinTarget> targets, ILogger logger) {
      super(logger, Map.of());
      this.targets = targets;
    }

    @Override
    public Iterable<DiscoveryNode> discoverNodes() {
      List<DiscoveryNode> found = new ArrayList<>();
      for (JoinTarget target : targets) {
        try {
          for (InetAddress address : InetAddress.getAllByName(target.host())) {
            found.add(new SimpleDiscoveryNode(new Address(address, target.port())));
          }
        } catch (UnknownHostException notYet) {
          getLogger().fine(target.host() + " has no address");
        }
      }
      return found;
    }
  }
}
