package org.everswarm.node.store;

import java.util.List;

/**
 * What this node remembers of a torrent beside its .torrent file; the JSON form is on disk.
 *
 * @param bundleId 16 hexadecimal digits
 * @param addedEpochSecond when it was added: the Last-Modified of everything in it
 * @param registered whether a tracker confirmed that it tracks the torrent: it is asked once, since
 *     an operator may have removed it for a reason
 */
record Manifest(
    int version,
    String infoHash,
    String gate,
    String bundleId,
    String name,
    long pieceLength,
    boolean singleFile,
    long addedEpochSecond,
    boolean registered,
    List<ContentFile> files) {

  static final int VERSION = 1;

  /**
   * One file of the content, in the torrent's order.
   *
   * @param path absolute
   * @param size as the torrent says
   * @param modifiedNanos when it was last seen to change
   */
  record ContentFile(String path, long size, long modifiedNanos) {}

  Manifest confirmed() {
    return new Manifest(
        version,
        infoHash,
        gate,
        bundleId,
        name,
        pieceLength,
        singleFile,
        addedEpochSecond,
        true,
        files);
  }

  Layout layout() {
    return new Layout(files.stream().map(ContentFile::size).toList(), pieceLength);
  }
}
