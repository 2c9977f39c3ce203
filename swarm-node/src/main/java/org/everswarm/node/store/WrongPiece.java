package org.everswarm.node.store;

import java.nio.file.Path;

/** A piece that was just found to be something else than its torrent says. */
final class WrongPiece extends ContentUnavailable {

  private static final long serialVersionUID = 1;

  WrongPiece(int piece, Path file) {
    super("piece " + piece + ", which begins in " + file + ", is not what the torrent says");
  }
}
