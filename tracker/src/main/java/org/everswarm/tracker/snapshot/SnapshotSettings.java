package org.everswarm.tracker.snapshot;

import java.nio.file.Path;

/**
 * How the peer table is kept on disk.
 *
 * @param file where; beside it lies an unfinished one while it is written
 * @param intervalSeconds how often
 * @param expiryMinutes peers that were silent for longer are not restored
 * @param shared whether other nodes have this table, too
 */
public record SnapshotSettings(Path file, int intervalSeconds, int expiryMinutes, boolean shared) {

  public SnapshotSettings {
    if (intervalSeconds < 1 || expiryMinutes < 1) {
      throw new IllegalArgumentException("snapshots need at least a second between them");
    }
  }
}
