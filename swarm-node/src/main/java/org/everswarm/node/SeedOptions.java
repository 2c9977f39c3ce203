package org.everswarm.node;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code seed} beside those of a node that serves, as they were given. */
final class SeedOptions {

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "A file, or directories and files that become one torrent.")
  List<Path> paths = List.of();

  @Option(
      names = "--gate",
      paramLabel = "paid|email|free",
      description = "Who may join the swarm. Needed.")
  @Nullable String gate;

  @Option(
      names = "--bundle",
      paramLabel = "HEX",
      description = "The bundle it belongs to, 16 hexadecimal digits. Default: a new one if gated")
  @Nullable String bundle;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The torrent's name. Default: that of PATH; needed when there are several")
  @Nullable String name;

  @Option(
      names = "--piece-length",
      paramLabel = "BYTES",
      description = "A power of two from 16384 to 16777216. Default: by size")
  @Nullable Integer pieceLength;

  @Option(
      names = "--out",
      paramLabel = "FILE.torrent",
      description = "Where the .torrent goes. Default: NAME.torrent here")
  @Nullable Path out;

  @Option(
      names = "--announce",
      paramLabel = "URL",
      split = ",",
      description = "Tracker URL in the .torrent, repeatable. Default: --tracker's /announce")
  List<String> announce = List.of();

  @Option(
      names = "--no-serve",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Hash, register and leave; run serves it later.")
  boolean noServe;
}
