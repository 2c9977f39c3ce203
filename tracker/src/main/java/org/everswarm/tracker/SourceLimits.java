package org.everswarm.tracker;

/**
 * What clients may take, all together and each.
 *
 * @param connections HTTP and HTTPS connections
 * @param connectionsPerSource the same from one IPv4 address or IPv6 /64
 * @param httpPerSecond HTTP requests of one source
 * @param udpPerSecond UDP packets of one source
 */
public record SourceLimits(
    int connections, int connectionsPerSource, int httpPerSecond, int udpPerSecond) {

  public SourceLimits {
    TrackerConfig.requirePositive("--max-connections", connections);
    TrackerConfig.requirePositive("--max-source-connections", connectionsPerSource);
    TrackerConfig.requirePositive("--http-source-rate", httpPerSecond);
    TrackerConfig.requirePositive("--udp-source-rate", udpPerSecond);
  }

  static SourceLimits of(RunOptions options) {
    return new SourceLimits(
        options.maxConnections,
        options.maxSourceConnections,
        options.httpSourceRate,
        options.udpSourceRate);
  }
}
