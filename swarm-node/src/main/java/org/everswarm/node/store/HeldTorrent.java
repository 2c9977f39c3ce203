package org.everswarm.node.store;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

/**
 * A torrent this node holds: the few facts that are kept while nobody asks for it. Thread-safe; no
 * method blocks. Piece hashes and files are opened when the first byte is asked for, since a node
 * may hold thousands of torrents and serve a few.
 */
public final class HeldTorrent {

  private final InfoHash infoHash;
  private final Gate gate;
  private final long bundleId;
  private final String name;
  private final long pieceLength;
  private final long totalLength;
  private final long addedEpochSecond;
  private final AtomicBoolean complained = new AtomicBoolean();
  private volatile Consumer<HeldTorrent> whenAvailabilityChanges = same -> {};
  private volatile boolean registered;
  private volatile @Nullable BitSet lacking;
  private volatile @Nullable TorrentContent content;

  HeldTorrent(InfoHash infoHash, Gate gate, long bundleId, Manifest manifest) {
    this.infoHash = infoHash;
    this.gate = gate;
    this.bundleId = bundleId;
    this.name = manifest.name();
    this.pieceLength = manifest.pieceLength();
    this.totalLength = manifest.layout().totalLength();
    this.addedEpochSecond = manifest.addedEpochSecond();
    this.registered = manifest.registered();
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

  /** When it was added to this node; never changes. */
  public long addedEpochSecond() {
    return addedEpochSecond;
  }

  /** Whether a tracker confirmed that it tracks this torrent. */
  public boolean registered() {
    return registered;
  }

  void confirm() {
    registered = true;
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
    BitSet lacks = lacking;
    return lacks == null || lacks.cardinality() < pieceCount();
  }

  /** Whether all of its content is there, as far as is known. */
  public boolean complete() {
    return lacking == null;
  }

  /** The pieces that can be served, as a BEP 3 bitfield: first piece in the highest bit. */
  public byte[] bitfield() {
    BitSet lacks = lacking;
    int pieces = pieceCount();
    byte[] bits = new byte[(pieces + 7) / 8];
    for (int piece = 0; piece < pieces; piece++) {
      if (lacks == null || !lacks.get(piece)) {
        bits[piece >> 3] |= (byte) (0x80 >> (piece & 7));
      }
    }
    return bits;
  }

  /** Sets the pieces that cannot be served; the set must not change afterwards. */
  void lacking(BitSet pieces) {
    boolean before = available();
    lacking = pieces.isEmpty() ? null : pieces;
    if (available() != before) {
      whenAvailabilityChanges.accept(this);
    }
  }

  /** From now on {@code listener} hears when {@link #available} changes; must not block. */
  void whenAvailabilityChanges(Consumer<HeldTorrent> listener) {
    whenAvailabilityChanges = listener;
  }

  /** True the first time, so that a bad piece is logged once for each torrent. */
  boolean complain() {
    return complained.compareAndSet(false, true);
  }

  @Nullable TorrentContent content() {
    return content;
  }

  void content(@Nullable TorrentContent opened) {
    content = opened;
  }
}
