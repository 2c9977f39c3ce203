package org.everswarm.node.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which files a torrent has, by their paths below its name. Immutable. */
public final class TorrentFiles {

  /** Where a file lies in the torrent's content. */
  public record Place(int index, long offset, long length) {}

  private final Map<List<String>, Place> places;

  TorrentFiles(Map<List<String>, Place> places) {
    this.places = Map.copyOf(places);
  }

  /**
   * The file at {@code path}, or null.
   *
   * @param path its elements below the torrent's name; none for the file of a single-file torrent
   */
  public @Nullable Place find(List<String> path) {
    return places.get(path);
  }
}
