package org.everswarm.tracker.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.DiscoveryStrategyConfig;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.PartitionGroupConfig.MemberGroupType;
import com.hazelcast.config.SerializationConfig;
import com.hazelcast.config.SerializerConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Map;
import org.everswarm.tracker.exchange.ShardAnswer;
import org.everswarm.tracker.exchange.ShardLog;

/**
 * How Hazelcast runs in a tracker node: members only, found where we say, silent towards everybody
 * else, and quick to notice who is gone.
 */
final class MemberConfig {

  /** The logs of the shards. */
  static final String LOGS = "everswarm.logs";

  /** The pool on which what other members ask for is put together. */
  static final String PULLS = "everswarm.pulls";

  private static final String ZONE_ATTRIBUTE = "hazelcast.partition.group.zone";
  private static final int PULLS_AT_ONCE = 2;
  private static final int PULLS_WAITING = 64;
  private static final int CONNECT_SECONDS = 3;

  /** In seconds where the name does not say otherwise. */
  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("hazelcast.phone.home.enabled", "false"),
          Map.entry("hazelcast.logging.type", "slf4j"),
          Map.entry("hazelcast.shutdownhook.enabled", "false"),
          Map.entry("hazelcast.health.monitoring.level", "OFF"),
          Map.entry("hazelcast.discovery.enabled", "true"),
          Map.entry("hazelcast.partition.count", "271"),
          Map.entry("hazelcast.max.join.seconds", "25"),
          Map.entry("hazelcast.wait.seconds.before.join", "1"),
          Map.entry("hazelcast.max.wait.seconds.before.join", "3"),
          Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
          Map.entry("hazelcast.max.no.heartbeat.seconds", "6"),
          Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
          Map.entry("hazelcast.merge.next.run.delay.seconds", "2"),
          // Also how often the next master asks, five times of it at once and then twice a second:
          // who has not missed the last one yet says no, and must not be left out for that.
          Map.entry("hazelcast.mastership.claim.timeout.seconds", "30"),
          Map.entry("hazelcast.member.list.publish.interval.seconds", "5"),
          Map.entry("hazelcast.operation.call.timeout.millis", "10000"),
          Map.entry("hazelcast.graceful.shutdown.max.wait", "15"),
          Map.entry("hazelcast.io.input.thread.count", "1"),
          Map.entry("hazelcast.io.output.thread.count", "1"),
          Map.entry("hazelcast.event.thread.count", "1"));

  private MemberConfig() {}

  /** A member that owns nothing until it is promoted. */
  static Config of(
      ClusterSettings settings,
      MemberIdentity identity,
      Object userContext,
      ClusterCounters counters) {
    Config config = new Config();
    config.setClusterName(settings.key().clusterName());
    config.setLiteMember(true);
    PROPERTIES.forEach(config::setProperty);
    config.getMetricsConfig().setEnabled(false);
    config.getManagementCenterConfig().setConsoleEnabled(false).setDataAccessEnabled(false);
    network(config, settings);
    maps(config);
    config.setSerializationConfig(serialization());
    config
        .getExecutorConfig(PULLS)
        .setPoolSize(PULLS_AT_ONCE)
        .setQueueCapacity(PULLS_WAITING)
        .setStatisticsEnabled(false);
    identity.putInto(config.getMemberAttributeConfig());
    config
        .getMemberAttributeConfig()
        .setAttribute(ZONE_ATTRIBUTE, settings.zone().orElse(identity.instance()));
    config.getPartitionGroupConfig().setEnabled(true).setGroupType(MemberGroupType.ZONE_AWARE);
    config.getUserContext().put(NodeContext.KEY, userContext);
    config.addListenerConfig(new ListenerConfig(new Strangers(counters)));
    return config;
  }

  private static void network(Config config, ClusterSettings settings) {
    InetSocketAddress bind = settings.bind();
    ServerSocketEndpointConfig members = new ServerSocketEndpointConfig();
    members.setPort(bind.getPort()).setPortAutoIncrement(false).setReuseAddress(true);
    boolean everywhere = bind.getAddress().isAnyLocalAddress();
    if (!everywhere) {
      members.getInterfaces().setEnabled(true).addInterface(bind.getAddress().getHostAddress());
    }
    settings
        .publicAddress()
        .ifPresent(
            address -> members.setPublicAddress(address.getHostString() + ":" + address.getPort()));
    config.setProperty("hazelcast.socket.bind.any", Boolean.toString(everywhere));
    config.setProperty(
        "hazelcast.prefer.ipv4.stack",
        Boolean.toString(!(bind.getAddress() instanceof Inet6Address)));
    // With this form of configuration there is no endpoint for clients, REST or memcache at all.
    AdvancedNetworkConfig network = config.getAdvancedNetworkConfig().setEnabled(true);
    network.setMemberEndpointConfig(members);
    JoinConfig join = network.getJoin();
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(false).setConnectionTimeoutSeconds(CONNECT_SECONDS);
    join.getDiscoveryConfig()
        .addDiscoveryStrategyConfig(new DiscoveryStrategyConfig(new JoinTargets(settings.join())));
  }

  private static void maps(Config config) {
    config.addMapConfig(
        new MapConfig(LOGS)
            .setInMemoryFormat(InMemoryFormat.OBJECT)
            .setBackupCount(1)
            .setAsyncBackupCount(0)
            .setStatisticsEnabled(false)
            .setPerEntryStatsEnabled(false)
            // After a split each node pulls from those it had lost: see Watch.
            .setMergePolicyConfig(
                new MergePolicyConfig().setPolicy(DiscardMergePolicy.class.getName())));
    // What Vert.x keeps of who listens to which address.
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
  }

  private static SerializationConfig serialization() {
    JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
    filter.setDefaultsDisabled(true);
    filter.setWhitelist(JavaClasses.allowed());
    return new SerializationConfig()
        .setAllowUnsafe(false)
        .setEnableCompression(false)
        .setJavaSerializationFilterConfig(filter)
        .addDataSerializableFactory(ClusterSerializers.FACTORY_ID, new ClusterSerializers())
        .addSerializerConfig(
            new SerializerConfig()
                .setTypeClass(ShardLog.class)
                .setImplementation(new ShardLogSerializer()))
        .addSerializerConfig(
            new SerializerConfig()
                .setTypeClass(ShardAnswer.class)
                .setImplementation(new ShardAnswerSerializer()));
  }
}
