package org.everswarm.node.load;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is asked of a tracker, as given. */
final class WorkloadOptions {

  @Option(
      names = "--torrents",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Torrents. Default: ${DEFAULT-VALUE}")
  int torrents;

  @Option(
      names = "--peers",
      paramLabel = "N",
      defaultValue = "2000000",
      description = "Peers. Default: ${DEFAULT-VALUE}")
  int peers;

  @Option(
      names = "--distribution",
      paramLabel = "aquatic|equal",
      defaultValue = "aquatic",
      description = "How peers fall to torrents. Default: ${DEFAULT-VALUE}")
  String distribution = "";

  @Option(
      names = "--numwant",
      paramLabel = "N",
      defaultValue = "30",
      description = "Peers that each announce asks for. Default: ${DEFAULT-VALUE}")
  int numWant;

  @Option(
      names = "--scrapes",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of requests that are scrapes, 0 to 1. Default: ${DEFAULT-VALUE}")
  double scrapes;

  @Option(
      names = "--scrape-hashes",
      paramLabel = "N",
      defaultValue = "10",
      description = "Most info-hashes in a scrape. Default: ${DEFAULT-VALUE}")
  int scrapeHashes;

  @Option(
      names = "--stopped",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Share of announces by which a peer leaves and another joins. Default: ${DEFAULT-VALUE}")
  double stopped;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of all that is drawn; the info-hashes derive from it. Default: 1")
  long seed;

  @Option(
      names = "--write-hashes",
      paramLabel = "FILE",
      description = "Write the info-hashes, 40 hexadecimal digits a line; end there if no target.")
  @Nullable Path writeHashes;

  @Option(
      names = "--flash-crowd",
      paramLabel = "N",
      description = "N peers announce for the first time, each once and with its own receipt.")
  @Nullable Integer flashCrowd;

  @Option(
      names = "--within",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "In how long the flash crowd comes. Default: ${DEFAULT-VALUE}")
  double within;
}
