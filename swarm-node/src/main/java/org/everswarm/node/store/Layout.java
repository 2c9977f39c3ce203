package org.everswarm.node.store;

import java.util.BitSet;
import java.util.List;

/** Where files and pieces lie in a torrent's content, files laid end to end (BEP 3). Immutable. */
final class Layout {

  private final long[] starts;
  private final long pieceLength;

  Layout(List<Long> fileLengths, long pieceLength) {
    this.pieceLength = pieceLength;
    this.starts = new long[fileLengths.size() + 1];
    for (int file = 0; file < fileLengths.size(); file++) {
      starts[file + 1] = starts[file] + fileLengths.get(file);
    }
  }

  int fileCount() {
    return starts.length - 1;
  }

  long totalLength() {
    return starts[starts.length - 1];
  }

  long start(int file) {
    return starts[file];
  }

  long length(int file) {
    return starts[file + 1] - starts[file];
  }

  long end(int file) {
    return starts[file + 1];
  }

  /** The file that holds the byte at {@code offset}; never an empty one. */
  int fileAt(long offset) {
    int low = 0;
    int high = fileCount() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (starts[middle + 1] <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  int pieceAt(long offset) {
    return (int) (offset / pieceLength);
  }

  long pieceStart(int piece) {
    return piece * pieceLength;
  }

  long pieceEnd(int piece) {
    return Math.min((piece + 1) * pieceLength, totalLength());
  }

  /** Adds to {@code pieces} those in which bytes of {@code file} lie. */
  void addPiecesOf(int file, BitSet pieces) {
    if (length(file) > 0) {
      pieces.set(pieceAt(start(file)), pieceAt(end(file) - 1) + 1);
    }
  }
}
