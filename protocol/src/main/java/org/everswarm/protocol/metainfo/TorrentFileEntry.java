package org.everswarm.protocol.metainfo;

import java.util.List;

/**
 * A file of a torrent.
 *
 * @param path its elements below the torrent's name; in a single-file torrent the name alone
 * @param length in bytes
 * @param padding whether it only fills up a piece (BEP 47): zeros, on no disk and in no listing
 */
public record TorrentFileEntry(List<String> path, long length, boolean padding) {

  public TorrentFileEntry {
    path = List.copyOf(path);
  }

  /** A file with content of its own. */
  public TorrentFileEntry(List<String> path, long length) {
    this(path, length, false);
  }
}
