package org.everswarm.node.store;

import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;

/**
 * A torrent this node holds: the few facts that are kept while nobody asks for it. Thread-safe.
 * Piece hashes and files are opened when the first byte is asked for, since a node may hold
 * thousands of torrents and serve a few.
 */
public final class HeldTorrent {

  private final InfoHash infoHash;
  private final Gate gate;
  private final long bundleId;
  private final String name;
  private final long pieceLength;
  private final long totalLength;

  HeldTorrent(
      InfoHash infoHash,
      Gate gate,
      long bundleId,
      String name,
      long pieceLength,
      long totalLength) {
    this.infoHash = infoHash;
    this.gate = gate;
    this.bundleId = bundleId;
    this.name = name;
    this.pieceLength = pieceLength;
    this.totalLength = totalLength;
  }

  public InfoHash infoHash() {
    return infoHash;
  }

  public Gate gate() {
    return gate;
  }

  /** The bundle this torrent belongs to; 0 when it is free and belongs to none. */
  public long bundleId() {
    return bundleId;
  }

  /** The name in the info dictionary. */
  public String name() {
    return name;
  }

  public long pieceLength() {
    return pieceLength;
  }

  public long totalLength() {
    return totalLength;
  }

  public int pieceCount() {
    return (int) ((totalLength + pieceLength - 1) / pieceLength);
  }

  /** The length of piece {@code index}; only the last may be shorter than the others. */
  public int pieceSize(int index) {
    return (int) Math.min(pieceLength, totalLength - index * pieceLength);
  }

  /** Whether any of its content is there to be served. */
  public boolean available() {
    return true;
  }

  /** The pieces that can be served, as a BEP 3 bitfield: first piece in the highest bit. */
  public byte[] bitfield() {
    byte[] bits = new byte[(pieceCount() + 7) / 8];
    for (int piece = 0; piece < pieceCount(); piece++) {
      bits[piece >> 3] |= (byte) (0x80 >> (piece & 7));
    }
    return bits;
  }
}
