package org.everswarm.tracker.coordinator;

import static org.everswarm.tracker.coordinator.OneTracker.await;
import static org.everswarm.tracker.coordinator.OneTracker.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.control.Admit;
import org.everswarm.protocol.control.Hold;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.tracker.FakeSwarmNode;
import org.everswarm.tracker.FreePorts;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.swarm.PeerTableLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two coordinators on the event bus of a real cluster, over loopback. */
@Timeout(300)
class ClusteredCoordinatorsTest {

  private static final InfoHash FILM = new InfoHash(1, 2, 3);
  private static final String LOOPBACK = "127.0.0.1";

  private final String cluster = UUID.randomUUID().toString();
  private final AtomicLong seconds = new AtomicLong(1000);
  private final ReceiptSigner signer =
      new ReceiptSigner(ReceiptPrivateKey.generate(1, new SecureRandom()));
  private final PeerTable peers = new PeerTable(new PeerTableLimits(1000, 1000, 100, 45), 1);

  @Test
  void anAnnounceReachesTheNodeAtTheOtherTrackerAndSurvivesIt(@TempDir Path directory)
      throws Exception {
    int portA = FreePorts.next();
    int portB = FreePorts.next();
    Vertx busA = member(portA, portA, portB);
    Vertx busB = member(portB, portA, portB);
    OneTracker a = new OneTracker(directory.resolve("a"), signer, peers, seconds);
    try (OneTracker b = new OneTracker(directory.resolve("b"), signer, peers, seconds)) {
      await(a.coordinator().joined(busA));
      await(b.coordinator().joined(busB));
      Set<Admit> told = new HashSet<>();
      try (FakeSwarmNode node = a.node()) {
        node.send(new Hold(List.of(FILM)));
        until("b knows", () -> b.wants(FILM));
        for (int port = 7001; port < 7101; port++) {
          Admit admit = b.announce(FILM, port);
          assertEquals(admit, node.receive(Admit.class));
          told.add(admit);
        }
      }
      a.close();
      await(busA.close());
      assertTrue(b.wants(FILM));
      Admit missed = b.announce(FILM, 7500);
      try (FakeSwarmNode node = b.node()) {
        node.send(new Hold(List.of(FILM)));
        assertEquals(missed, node.receive(Admit.class), "the newest first");
        for (int i = 0; i < 100; i++) {
          assertTrue(told.remove(node.receive(Admit.class)));
        }
      }
    } finally {
      await(busB.close());
    }
  }

  private Vertx member(int port, int... all) {
    Config config = new Config();
    config.setClusterName(cluster);
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.getNetworkConfig().setPort(port).setPortAutoIncrement(false);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface(LOOPBACK);
    JoinConfig join = config.getNetworkConfig().getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true);
    for (int each : all) {
      join.getTcpIpConfig().addMember(LOOPBACK + ":" + each);
    }
    EventBusOptions bus = new EventBusOptions().setHost(LOOPBACK).setConnectTimeout(2000);
    return Vertx.builder()
        .with(new VertxOptions().setEventLoopPoolSize(1).setEventBusOptions(bus))
        .withClusterManager(new HazelcastClusterManager(config))
        .buildClustered()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(90, TimeUnit.SECONDS)
        .join();
  }
}
