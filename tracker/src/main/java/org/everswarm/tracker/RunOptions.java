package org.everswarm.tracker;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code run} as they were given; {@link TrackerConfig} is what they mean. */
final class RunOptions {

  @Option(
      names = "--udp",
      paramLabel = "HOST:PORT",
      split = ",",
      hideParamSyntax = true,
      description = {
        "UDP tracker address, repeatable; 'off' for none. 0.0.0.0 is IPv4 alone, [::] IPv6 alone.",
        "Default: 0.0.0.0:6969, and [::]:6969 where there is IPv6"
      })
  List<String> udp = List.of();

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      split = ",",
      hideParamSyntax = true,
      defaultValue = "0.0.0.0:6969",
      description = "HTTP tracker address, repeatable; 'off' for none. Default: ${DEFAULT-VALUE}")
  List<String> http = List.of();

  @Option(
      names = "--https",
      paramLabel = "HOST:PORT",
      split = ",",
      hideParamSyntax = true,
      description = "HTTPS tracker address, repeatable; needs --tls-cert and --tls-key.")
  List<String> https = List.of();

  @Option(names = "--tls-cert", paramLabel = "FILE", description = "Certificate chain, PEM.")
  @Nullable Path tlsCert;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "Private key, PEM (PKCS 8).")
  @Nullable Path tlsKey;

  @Option(
      names = "--ops",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9464",
      description = "Metrics, health and admin address. Default: ${DEFAULT-VALUE}")
  String ops = "";

  @Option(
      names = "--access",
      paramLabel = "open|registered",
      defaultValue = "registered",
      description = "Which info-hashes are tracked. Default: ${DEFAULT-VALUE}")
  String access = "";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "./data",
      description = "Keys, registry, revocations, peers. Default: ${DEFAULT-VALUE}")
  Path data = Path.of("data");

  @Option(
      names = "--receipt-key",
      paramLabel = "FILE",
      split = ",",
      hideParamSyntax = true,
      description = "Public receipt key, repeatable, beside those in the data directory.")
  List<Path> receiptKeys = List.of();

  @Option(
      names = "--event-loops",
      paramLabel = "N",
      description = "Event loop threads. Default: the number of CPUs")
  @Nullable Integer eventLoops;

  @Option(
      names = "--trusted-proxy",
      paramLabel = "CIDR",
      split = ",",
      hideParamSyntax = true,
      description = "Network whose X-Forwarded-For and PROXY headers are believed, repeatable.")
  List<String> trustedProxies = List.of();

  @Option(
      names = "--proxy-protocol",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Connections from trusted proxies begin with a PROXY v1 or v2 header.")
  boolean proxyProtocol;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "1800",
      description = "Time between announces. Default: ${DEFAULT-VALUE}")
  int intervalSeconds;

  @Option(
      names = "--min-interval",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "Least time between announces. Default: ${DEFAULT-VALUE}")
  int minIntervalSeconds;

  @Option(
      names = "--max-peers",
      paramLabel = "N",
      defaultValue = "250000000",
      description = "Peers kept; newcomers beyond are only answered. Default: ${DEFAULT-VALUE}")
  long maxPeers;

  @Option(
      names = "--max-swarm-peers",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Peers kept of one swarm, both families together. Default: ${DEFAULT-VALUE}")
  int maxSwarmPeers;

  @Option(
      names = "--max-swarms",
      paramLabel = "N",
      defaultValue = "40000000",
      description = "Swarms kept. Default: ${DEFAULT-VALUE}")
  int maxSwarms;

  @Option(
      names = "--snapshot-interval",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description =
          "Time between copies of the peers on disk; 0 for none. Default: ${DEFAULT-VALUE}")
  int snapshotIntervalSeconds;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "50000",
      description = "HTTP and HTTPS connections. Default: ${DEFAULT-VALUE}")
  int maxConnections;

  @Option(
      names = "--max-source-connections",
      paramLabel = "N",
      defaultValue = "5000",
      description = "The same from one IPv4 address or IPv6 /64. Default: ${DEFAULT-VALUE}")
  int maxSourceConnections;

  @Option(
      names = "--http-source-rate",
      paramLabel = "N",
      defaultValue = "5000",
      description = "HTTP requests per second of one source. Default: ${DEFAULT-VALUE}")
  int httpSourceRate;

  @Option(
      names = "--udp-source-rate",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "UDP packets per second of one source. Default: ${DEFAULT-VALUE}")
  int udpSourceRate;

  @Option(
      names = "--cluster-bind",
      paramLabel = "HOST:PORT",
      description = "Where other tracker nodes reach this one. Default: a single node")
  @Nullable String clusterBind;

  @Option(
      names = "--cluster-public",
      paramLabel = "HOST:PORT",
      description = "What other nodes are told instead; needed when --cluster-bind is 0.0.0.0.")
  @Nullable String clusterPublic;

  @Option(
      names = "--cluster-bus",
      paramLabel = "HOST:PORT",
      description = "Event bus between nodes. Default: --cluster-bind, its port and one")
  @Nullable String clusterBus;

  @Option(
      names = "--join",
      paramLabel = "HOST:PORT",
      split = ",",
      hideParamSyntax = true,
      description =
          "The --cluster-bind of another node, repeatable; who is not there is waited for.")
  List<String> join = List.of();

  @Option(
      names = "--join-dns",
      paramLabel = "NAME[:PORT]",
      description = "Name of all nodes' addresses. Default port: that of --cluster-bind")
  @Nullable String joinDns;

  @Option(
      names = "--cluster-key",
      paramLabel = "FILE",
      description = "What all nodes of a cluster share; 'keys cluster' makes it.")
  @Nullable Path clusterKey;

  @Option(
      names = "--zone",
      paramLabel = "NAME",
      description =
          "What fails at once, such as a rack; copies are kept in another. Default: a node")
  @Nullable String zone;

  @Option(
      names = "--drain",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description =
          "How long SIGTERM leaves the node answering, not ready. Default: ${DEFAULT-VALUE}")
  int drainSeconds;

  @Mixin ShopOptions shop = new ShopOptions();

  @Option(names = "--config", paramLabel = "FILE", description = "YAML file of options.")
  @Nullable Path config;
}
