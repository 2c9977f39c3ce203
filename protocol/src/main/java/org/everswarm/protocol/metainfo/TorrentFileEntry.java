package org.everswarm.protocol.metainfo;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

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

  /**
   * The path as file systems see it that tell neither upper from lower case nor the ways to write
   * an accent apart (NFC and NFD): of two files with the same such path one is lost there.
   */
  public String folded() {
    String text = Normalizer.normalize(String.join("/", path), Normalizer.Form.NFC);
    return Normalizer.normalize(
        text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
  }

  /** A file with content of its own. */
  public TorrentFileEntry(List<String> path, long length) {
    this(path, length, false);
  }
}
