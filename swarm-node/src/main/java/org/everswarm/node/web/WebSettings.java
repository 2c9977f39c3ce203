package org.everswarm.node.web;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Where the web seed listens, and how much it takes on.
 *
 * @param binds addresses to listen on
 * @param maxConnections open at once
 * @param maxConnectionsPerSource of one IPv4 address or IPv6 /64
 * @param idleTimeout for a request to arrive whole, and for a transfer to move on
 * @param maxTargetBytes of the first line of a request
 */
public record WebSettings(
    List<InetSocketAddress> binds,
    int maxConnections,
    int maxConnectionsPerSource,
    Duration idleTimeout,
    int maxTargetBytes) {

  public WebSettings {
    binds = List.copyOf(binds);
  }

  /** 4096 connections, 64 of one source, 60 s, 8 KiB. */
  public static WebSettings at(List<InetSocketAddress> binds) {
    return new WebSettings(binds, 4096, 64, Duration.ofSeconds(60), 8192);
  }

  /** The same with other limits on connections. */
  public WebSettings withConnections(int max, int maxPerSource) {
    return new WebSettings(binds, max, maxPerSource, idleTimeout, maxTargetBytes);
  }
}
