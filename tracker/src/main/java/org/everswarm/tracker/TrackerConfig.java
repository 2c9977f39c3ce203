package org.everswarm.tracker;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.everswarm.tracker.announce.Access;
import org.everswarm.tracker.announce.AnnounceSettings;
import org.everswarm.tracker.cluster.ClusterSettings;
import org.everswarm.tracker.http.TlsFiles;
import org.everswarm.tracker.listen.Cidr;
import org.everswarm.tracker.shop.ShopSettings;
import org.everswarm.tracker.swarm.PeerTableLimits;
import picocli.CommandLine;

/**
 * What a tracker node is to do, checked. Immutable.
 *
 * @param udp where UDP announces are taken
 * @param http where HTTP announces are taken
 * @param https where HTTPS announces are taken; {@code tls} is there then
 * @param tls the certificate of {@code https}
 * @param ops where metrics, health and the admin API are
 * @param access which info-hashes are tracked
 * @param data the data directory
 * @param receiptKeys public key files beside those in the data directory
 * @param eventLoops threads that answer announces
 * @param trustedProxies networks whose word on a client's address is taken
 * @param proxyProtocol whether connections from those begin with a PROXY header
 * @param announce what peers are told
 * @param peers what the peer table may grow to
 * @param snapshotIntervalSeconds how often the peer table is written to the data directory; 0 for
 *     never
 * @param sources what clients may take
 * @param cluster how the node is one of many, or nothing for a single node
 * @param shop how the node sells, or nothing for a node without a shop
 * @param drainSeconds how long the node answers after it was told to end, and wants no new clients
 */
public record TrackerConfig(
    List<InetSocketAddress> udp,
    List<InetSocketAddress> http,
    List<InetSocketAddress> https,
    Optional<TlsFiles> tls,
    InetSocketAddress ops,
    Access access,
    Path data,
    List<Path> receiptKeys,
    int eventLoops,
    List<Cidr> trustedProxies,
    boolean proxyProtocol,
    AnnounceSettings announce,
    PeerTableLimits peers,
    int snapshotIntervalSeconds,
    SourceLimits sources,
    Optional<ClusterSettings> cluster,
    Optional<ShopSettings> shop,
    int drainSeconds) {

  private static final String OFF = "off";
  private static final int DEFAULT_PORT = 6969;
  private static final int EVENT_LOOPS_MAX = 1024;
  private static final int INTERVAL_SECONDS_MAX = 86_400;
  private static final int JITTER_DIVISOR = 10;
  private static final int EXPIRY_MINUTES_MIN = 5;
  private static final int DRAIN_SECONDS_MAX = 60;

  /** Of how long ago other nodes need not know that a peer was heard of. */
  private static final int CLUSTER_REFRESH_MINUTES = 5;

  public TrackerConfig {
    udp = List.copyOf(udp);
    http = List.copyOf(http);
    https = List.copyOf(https);
    receiptKeys = List.copyOf(receiptKeys);
    trustedProxies = List.copyOf(trustedProxies);
    requireDistinct(udp);
    List<InetSocketAddress> clusterPorts =
        cluster.map(settings -> List.of(settings.bind(), settings.bus())).orElse(List.of());
    List<InetSocketAddress> shopPort = shop.map(ShopSettings::bind).stream().toList();
    requireDistinct(
        Stream.of(http, https, List.of(ops), clusterPorts, shopPort)
            .flatMap(List::stream)
            .toList());
    if (drainSeconds < 0 || drainSeconds > DRAIN_SECONDS_MAX) {
      throw new ConfigException(
          "--drain is 0 to " + DRAIN_SECONDS_MAX + " seconds, not " + drainSeconds + ".");
    }
    if (!https.isEmpty() && tls.isEmpty()) {
      throw new ConfigException("--https needs both --tls-cert and --tls-key.");
    }
    if (eventLoops < 1 || eventLoops > EVENT_LOOPS_MAX) {
      throw new ConfigException(
          "--event-loops is 1 to " + EVENT_LOOPS_MAX + ", not " + eventLoops + ".");
    }
    if (proxyProtocol && trustedProxies.isEmpty()) {
      throw new ConfigException(
          "--proxy-protocol needs --trusted-proxy: whose PROXY header is to be believed?");
    }
  }

  /** The configuration that {@code run} makes of these arguments; for programs that start nodes. */
  public static TrackerConfig parse(String... arguments) {
    return parse(arguments, Map.of());
  }

  static TrackerConfig parse(String[] arguments, Map<String, String> environment) {
    RunOptions options = new RunOptions();
    CommandLine line = new CommandLine(options);
    line.setDefaultValueProvider(OptionDefaults.load(arguments, environment));
    try {
      line.parseArgs(arguments);
    } catch (CommandLine.ParameterException wrong) {
      throw new ConfigException(String.valueOf(wrong.getMessage()), wrong);
    }
    return of(options);
  }

  static TrackerConfig of(RunOptions options) {
    Integer loops = options.eventLoops;
    Optional<ClusterSettings> cluster = ClusterOptions.of(options);
    List<Cidr> proxies = options.trustedProxies.stream().map(TrackerConfig::trustedProxy).toList();
    return new TrackerConfig(
        options.udp.isEmpty() ? everywhere() : addresses("--udp", options.udp),
        tcpAddresses("--http", options.http),
        tcpAddresses("--https", options.https),
        tls(options),
        HostPort.parse("--ops", options.ops),
        access(options.access),
        options.data,
        options.receiptKeys,
        loops == null ? Runtime.getRuntime().availableProcessors() : loops,
        proxies,
        options.proxyProtocol,
        announce(options.intervalSeconds, options.minIntervalSeconds),
        peers(options).withRefreshMinutes(cluster.isPresent() ? CLUSTER_REFRESH_MINUTES : 0),
        snapshotInterval(options.snapshotIntervalSeconds),
        SourceLimits.of(options),
        cluster,
        options.shop.settings(options.data, proxies),
        options.drainSeconds);
  }

  /** The addresses an option names; none for {@code off}. */
  static List<InetSocketAddress> addresses(String option, List<String> texts) {
    if (texts.equals(List.of(OFF))) {
      return List.of();
    }
    return texts.stream().map(text -> HostPort.parse(option, text)).toList();
  }

  /** A TCP socket on 0.0.0.0 takes IPv6 too: beside it, [::] with its port is the same again. */
  private static List<InetSocketAddress> tcpAddresses(String option, List<String> texts) {
    List<InetSocketAddress> all = addresses(option, texts);
    return all.stream()
        .filter(
            address ->
                address.getPort() == 0
                    || !address.equals(anyIpv6(address.getPort()))
                    || !all.contains(anyIpv4(address.getPort())))
        .toList();
  }

  private static List<InetSocketAddress> everywhere() {
    return hasIpv6()
        ? List.of(anyIpv4(DEFAULT_PORT), anyIpv6(DEFAULT_PORT))
        : List.of(anyIpv4(DEFAULT_PORT));
  }

  private static boolean hasIpv6() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .anyMatch(Inet6Address.class::isInstance);
    } catch (SocketException unknown) {
      return false;
    }
  }

  private static InetSocketAddress anyIpv4(int port) {
    return HostPort.parse("", "0.0.0.0:" + port);
  }

  private static InetSocketAddress anyIpv6(int port) {
    return HostPort.parse("", "[::]:" + port);
  }

  /** In which time a silent peer is forgotten: half an interval after it should have announced. */
  private static int expiryMinutes(int intervalSeconds) {
    return Math.max(EXPIRY_MINUTES_MIN, (intervalSeconds + intervalSeconds / 2 + 59) / 60);
  }

  private static AnnounceSettings announce(int interval, int minInterval) {
    if (interval < 1 || interval > INTERVAL_SECONDS_MAX) {
      throw new ConfigException(
          "--interval is 1 to " + INTERVAL_SECONDS_MAX + " seconds, not " + interval + ".");
    }
    int jitter = interval / JITTER_DIVISOR;
    if (minInterval < 1 || minInterval > interval - jitter) {
      throw new ConfigException(
          "--min-interval is 1 to "
              + (interval - jitter)
              + " seconds with an --interval of "
              + interval
              + ", not "
              + minInterval
              + ".");
    }
    AnnounceSettings usual = AnnounceSettings.defaults();
    return new AnnounceSettings(
        interval,
        jitter,
        minInterval,
        usual.numWantDefault(),
        usual.numWantHttp(),
        usual.numWantUdp());
  }

  private static int snapshotInterval(int seconds) {
    if (seconds < 0 || seconds > INTERVAL_SECONDS_MAX) {
      throw new ConfigException(
          "--snapshot-interval is 0 (never) to "
              + INTERVAL_SECONDS_MAX
              + " seconds, not "
              + seconds
              + ".");
    }
    return seconds;
  }

  private static PeerTableLimits peers(RunOptions options) {
    requirePositive("--max-peers", options.maxPeers);
    requirePositive("--max-swarm-peers", options.maxSwarmPeers);
    requirePositive("--max-swarms", options.maxSwarms);
    if (options.maxSwarmPeers > PeerTableLimits.MOST_PEERS_PER_SWARM) {
      throw new ConfigException(
          "--max-swarm-peers is at most "
              + PeerTableLimits.MOST_PEERS_PER_SWARM
              + ", not "
              + options.maxSwarmPeers
              + ".");
    }
    return new PeerTableLimits(
        options.maxPeers,
        options.maxSwarmPeers,
        options.maxSwarms,
        expiryMinutes(options.intervalSeconds));
  }

  private static Access access(String text) {
    try {
      return Access.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new ConfigException("--access is open or registered, not '" + text + "'.", unknown);
    }
  }

  static void requirePositive(String option, long value) {
    if (value < 1) {
      throw new ConfigException(option + " is at least 1, not " + value + ".");
    }
  }

  private static void requireDistinct(List<InetSocketAddress> addresses) {
    Set<InetSocketAddress> seen = new HashSet<>();
    for (InetSocketAddress address : addresses) {
      if (address.getPort() != 0 && !seen.add(address)) {
        throw new ConfigException(
            HostPort.format(address) + " is given twice; each listener needs its own port.");
      }
    }
  }

  private static Optional<TlsFiles> tls(RunOptions options) {
    Path certificate = options.tlsCert;
    Path key = options.tlsKey;
    return certificate == null || key == null
        ? Optional.empty()
        : Optional.of(new TlsFiles(certificate, key));
  }

  private static Cidr trustedProxy(String text) {
    try {
      return Cidr.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw new ConfigException("--trusted-proxy: " + malformed.getMessage() + ".", malformed);
    }
  }
}
