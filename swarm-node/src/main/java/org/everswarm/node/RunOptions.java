package org.everswarm.node;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a node that serves, as they were given; {@link NodeConfig} is what they mean. */
final class RunOptions {

  @Option(
      names = "--tracker",
      paramLabel = "URL",
      split = ",",
      description =
          "The tracker to serve for, as https://tracker.example; repeatable for the nodes of a"
              + " cluster. Needed.")
  List<String> tracker = List.of();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with this node's token, of kind swarm-node. Needed.")
  @Nullable Path tokenFile;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "The token itself, instead of --token-file: for EVERSWARM_NODE_TOKEN, since others can"
              + " read command lines.")
  @Nullable String token;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "./node-data",
      description = "What this node holds. Default: ${DEFAULT-VALUE}")
  Path data = Path.of("node-data");

  @Option(
      names = "--wire",
      paramLabel = "HOST:PORT",
      split = ",",
      defaultValue = "0.0.0.0:6881",
      description =
          "Where peers connect, repeatable; 0.0.0.0 takes IPv6 too. Default:" + " ${DEFAULT-VALUE}")
  List<String> wire = List.of();

  @Option(
      names = "--web",
      paramLabel = "HOST:PORT",
      split = ",",
      defaultValue = "0.0.0.0:6880",
      description = "The web seed, repeatable likewise. Default: ${DEFAULT-VALUE}")
  List<String> web = List.of();

  @Option(
      names = "--ops",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9465",
      description = "Metrics and health. Default: ${DEFAULT-VALUE}")
  String ops = "";

  @Option(
      names = "--advertise",
      paramLabel = "IP",
      split = ",",
      description = "Address peers reach this node at, repeatable. Default: what the tracker sees")
  List<String> advertise = List.of();

  @Option(
      names = "--web-url",
      paramLabel = "BASE",
      description =
          "What web seed URLs begin with, as https://node.example/ws. Default: made from --advertise"
              + " or --web")
  @Nullable String webUrl;

  @Option(
      names = "--receipt-key",
      paramLabel = "FILE",
      split = ",",
      description = "Public receipt key, repeatable, beside those the tracker tells.")
  List<Path> receiptKeys = List.of();

  @Option(
      names = "--event-loops",
      paramLabel = "N",
      description = "Event loop threads. Default: the number of CPUs")
  @Nullable Integer eventLoops;

  @Option(
      names = "--read-memory",
      paramLabel = "MIB",
      defaultValue = "128",
      description = "Memory for bytes read and not yet sent, in MiB. Default: ${DEFAULT-VALUE}")
  int readMemoryMib;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "4096",
      description = "Web seed connections. Default: ${DEFAULT-VALUE}")
  int maxConnections;

  @Option(
      names = "--max-source-connections",
      paramLabel = "N",
      defaultValue = "64",
      description = "The same from one IPv4 address or IPv6 /64. Default: ${DEFAULT-VALUE}")
  int maxSourceConnections;

  @Option(names = "--config", paramLabel = "FILE", description = "YAML file of options.")
  @Nullable Path config;
}
