package org.everswarm.node;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.metainfo.PieceLengths;
import org.everswarm.protocol.receipt.BundleIds;
import org.jspecify.annotations.Nullable;

/**
 * What {@code seed} is to make, checked. Immutable.
 *
 * @param name of the torrent, or null for that of the content
 * @param pieceLength 0: by size
 * @param out where the .torrent goes, or null for beside us, by name
 */
record SeedPlan(
    List<Path> paths,
    Gate gate,
    long bundleId,
    @Nullable String name,
    int pieceLength,
    @Nullable Path out,
    List<String> announceUrls) {

  SeedPlan {
    paths = List.copyOf(paths);
    announceUrls = List.copyOf(announceUrls);
  }

  static SeedPlan of(SeedOptions options, NodeConfig config, SecureRandom random) {
    if (options.paths.size() > 1 && options.name == null) {
      throw new ConfigException("--name is missing: several paths become one torrent, name it.");
    }
    Gate gate = gate(options.gate);
    return new SeedPlan(
        options.paths,
        gate,
        bundleId(options.bundle, gate, random),
        options.name,
        pieceLength(options.pieceLength),
        options.out,
        options.announce.isEmpty() ? config.announceUrls() : options.announce);
  }

  private static Gate gate(@Nullable String text) {
    for (Gate gate : Gate.values()) {
      if (text != null && gate.name().equals(text.toUpperCase(Locale.ROOT))) {
        return gate;
      }
    }
    throw new ConfigException(
        text == null
            ? "--gate is missing: give paid, email or free."
            : "--gate is paid, email or free, not '" + text + "'.");
  }

  private static long bundleId(@Nullable String text, Gate gate, SecureRandom random) {
    if (text == null) {
      return gate.needsReceipt() ? newBundleId(random) : 0;
    }
    long id =
        BundleIds.parse(text)
            .orElseThrow(
                () ->
                    new ConfigException("--bundle is 16 hexadecimal digits, not '" + text + "'."));
    if (id == 0 && gate.needsReceipt()) {
      throw new ConfigException("--bundle must not be zero when --gate is not free.");
    }
    return id;
  }

  private static long newBundleId(SecureRandom random) {
    long id = random.nextLong();
    return id == 0 ? 1 : id;
  }

  private static int pieceLength(@Nullable Integer given) {
    if (given == null) {
      return 0;
    }
    if (given < PieceLengths.SHORTEST_BYTES
        || given > PieceLengths.LONGEST_BYTES
        || Integer.bitCount(given) != 1) {
      throw new ConfigException(
          "--piece-length is a power of two from 16384 to 16777216, not " + given + ".");
    }
    return given;
  }
}
