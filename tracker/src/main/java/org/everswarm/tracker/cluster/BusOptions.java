package org.everswarm.tracker.cluster;

import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientAuth;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Set;

/** How the second Vert.x of a node runs: one event loop, for the bus between nodes alone. */
final class BusOptions {

  private static final int WORKERS = 4;
  private static final int CONNECT_MILLIS = 5000;
  private static final long PING_MILLIS = 2000;
  private static final int RECONNECTS = 5;
  private static final long RECONNECT_MILLIS = 500;

  private BusOptions() {}

  static VertxOptions of(ClusterSettings settings, SecureRandom random, Instant now) {
    InetSocketAddress bus = settings.bus();
    EventBusOptions options =
        new EventBusOptions()
            .setHost(bus.getAddress().getHostAddress())
            .setPort(bus.getPort())
            .setClusterPingInterval(PING_MILLIS)
            .setClusterPingReplyInterval(PING_MILLIS)
            .setReconnectAttempts(RECONNECTS)
            .setReconnectInterval(RECONNECT_MILLIS)
            .setConnectTimeout(CONNECT_MILLIS);
    options
        .setClusterPublicHost(settings.advertised().getAddress().getHostAddress())
        .setClusterPublicPort(bus.getPort());
    options
        .setSsl(true)
        .setClientAuth(ClientAuth.REQUIRED)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
        .setKeyCertOptions(BusCertificates.own(settings.key(), random, now))
        .setTrustOptions(BusCertificates.trusted(settings.key()));
    return new VertxOptions()
        .setEventLoopPoolSize(1)
        .setWorkerPoolSize(WORKERS)
        .setInternalBlockingPoolSize(WORKERS)
        .setEventBusOptions(options)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }
}
