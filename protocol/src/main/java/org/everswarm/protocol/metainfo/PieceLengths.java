package org.everswarm.protocol.metainfo;

/** How long to make the pieces of a torrent. */
public final class PieceLengths {

  /** The shortest that is suggested: a block, the unit of the peer wire. */
  public static final int SHORTEST_BYTES = 16 << 10;

  /** The longest that is suggested. */
  public static final int LONGEST_BYTES = 16 << 20;

  /** About so many pieces keep a .torrent at 40 KB and a piece quick to fetch and verify. */
  private static final int PIECES = 2048;

  private PieceLengths() {}

  /** A power of two from 16 KiB to 16 MiB for content of {@code totalBytes}. */
  public static int suggested(long totalBytes) {
    int length = SHORTEST_BYTES;
    while (length < LONGEST_BYTES && totalBytes / length >= PIECES) {
      length *= 2;
    }
    return length;
  }
}
