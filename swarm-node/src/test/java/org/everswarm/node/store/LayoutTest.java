package org.everswarm.node.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LayoutTest {

  @Property
  void everyByteLiesInOneFileAndOnePiece(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 50) Integer> lengths,
      @ForAll @IntRange(min = 1, max = 40) int pieceLength) {
    Layout layout = new Layout(lengths.stream().map(Integer::longValue).toList(), pieceLength);
    for (long at = 0; at < layout.totalLength(); at++) {
      int file = layout.fileAt(at);
      assertTrue(layout.start(file) <= at && at < layout.end(file));
      int piece = layout.pieceAt(at);
      assertTrue(layout.pieceStart(piece) <= at && at < layout.pieceEnd(piece));
      BitSet pieces = new BitSet();
      layout.addPiecesOf(file, pieces);
      assertTrue(pieces.get(piece));
    }
    assertEquals(lengths.stream().mapToInt(Integer::intValue).sum(), layout.totalLength());
  }
}
