package org.everswarm.protocol.metainfo;

import org.everswarm.protocol.bencode.BencodeLimits;

/** What a .torrent may have at most. Stock clients draw their lines in the same places. */
final class MetainfoLimits {

  static final int MAX_BYTES = 32 << 20;

  static final int MAX_PIECES = 1 << 20;

  static final int MAX_PIECE_LENGTH = 64 << 20;

  static final int MAX_FILES = 100_000;

  /** Elements of one path. */
  static final int MAX_PATH_DEPTH = 32;

  /** UTF-8 bytes of one path element: what file systems take. */
  static final int MAX_NAME_BYTES = 255;

  /** Trackers in all tiers, and web seeds. */
  static final int MAX_URLS = 1000;

  static final int MAX_URL_LENGTH = 4096;

  /**
   * Key order is not asked for: what others wrote is taken as it is, and its {@code info} is kept
   * byte for byte. Depth leaves room for the file trees of BEP 52.
   */
  static final BencodeLimits BENCODE =
      new BencodeLimits(MAX_BYTES, 64, 1_500_000, MAX_BYTES, false);

  private MetainfoLimits() {}
}
