package org.everswarm.protocol.metainfo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BString;
import org.everswarm.protocol.bencode.BencodeLimits;
import org.everswarm.protocol.bencode.BencodeReader;
import org.junit.jupiter.api.Test;

final class MetainfoBuilderTest {

  private static final BencodeReader STRICT =
      new BencodeReader(new BencodeLimits(1 << 20, 32, 1000, 1 << 20, true));

  @Test
  void makesASingleFile() {
    Metainfo torrent =
        new MetainfoBuilder("film.mkv", 16384).singleFile(20_000).pieceHashes(new byte[40]).build();
    assertTrue(torrent.singleFile());
    assertFalse(torrent.isPrivate());
    assertEquals(List.of(new TorrentFileEntry(List.of("film.mkv"), 20_000)), torrent.files());
    assertEquals(2, torrent.pieceCount());
  }

  @Test
  void makesADirectoryOfFilesWithPadding() {
    List<TorrentFileEntry> files =
        List.of(
            new TorrentFileEntry(List.of("cd", "\u00e9.flac"), 5),
            new TorrentFileEntry(List.of(".pad", "3"), 3, true),
            new TorrentFileEntry(List.of("cover.jpg"), 8));
    Metainfo torrent =
        new MetainfoBuilder("album", 8).files(files).pieceHashes(new byte[40]).build();
    assertEquals(files, torrent.files());
    assertFalse(torrent.singleFile());
  }

  @Test
  void aPrivateTorrentHasSourceAndEntropy() throws Exception {
    Metainfo torrent = onePiece().privately("everswarm", new Random(1)).build();
    assertTrue(torrent.isPrivate());
    BDict info = STRICT.readDict(torrent.infoBytes());
    assertEquals(BString.of("everswarm"), info.find("source").orElseThrow());
    assertEquals(64, ((BString) info.find("entropy").orElseThrow()).length());
  }

  @Test
  void twoPrivateTorrentsOfTheSameFilesDiffer() {
    Random random = new Random(1);
    assertNotEquals(
        onePiece().privately("everswarm", random).build().infoHash(),
        onePiece().privately("everswarm", random).build().infoHash());
  }

  @Test
  void twoPublicTorrentsOfTheSameFilesAreOne() {
    assertEquals(onePiece().build().infoHash(), onePiece().build().infoHash());
  }

  @Test
  void whatIsWrittenIsCanonical() throws Exception {
    Metainfo torrent =
        onePiece()
            .privately("everswarm", new Random(1))
            .created("everswarm", Instant.ofEpochSecond(1_700_000_000))
            .build()
            .withTrackers(List.of(Torrents.urls(2)))
            .withWebSeeds(List.of("http://s/"))
            .withComment("c");
    BDict top = STRICT.readDict(torrent.toBytes());
    assertEquals(
        "[announce, announce-list, comment, created by, creation date, info, url-list]",
        top.keys().toString());
    assertTrue(new String(torrent.toBytes(), ISO_8859_1).contains("13:creation datei1700000000e"));
  }

  @Test
  void refusesWithASentenceWhatNobodyCouldRead() {
    IllegalArgumentException unfit =
        assertThrows(
            IllegalArgumentException.class,
            () -> new MetainfoBuilder("..", 16).singleFile(1).pieceHashes(new byte[20]).build());
    assertEquals("a file or directory must have a name of its own", unfit.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new MetainfoBuilder("x", 16).build());
    assertThrows(
        IllegalArgumentException.class,
        () -> new MetainfoBuilder("x", 16).singleFile(17).pieceHashes(new byte[20]).build());
  }

  private static MetainfoBuilder onePiece() {
    return new MetainfoBuilder("x", 16).singleFile(16).pieceHashes(new byte[20]);
  }
}
