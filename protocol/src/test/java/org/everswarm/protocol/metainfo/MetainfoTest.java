package org.everswarm.protocol.metainfo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BList;
import org.everswarm.protocol.bencode.BString;
import org.everswarm.protocol.bencode.BValue;
import org.everswarm.protocol.bencode.BencodeWriter;
import org.junit.jupiter.api.Test;

final class MetainfoTest {

  @Test
  void readsASingleFile() throws MalformedMetainfo {
    Metainfo torrent = Torrents.parse(Torrents.singleFile().put("private", 1));
    assertTrue(torrent.singleFile());
    assertTrue(torrent.isPrivate());
    assertEquals("film.mkv", torrent.name());
    assertEquals(List.of(new TorrentFileEntry(List.of("film.mkv"), 40)), torrent.files());
    assertEquals(40, torrent.totalLength());
    assertEquals(3, torrent.pieceCount());
  }

  @Test
  void readsManyFilesInTheirOrder() throws MalformedMetainfo {
    Metainfo torrent = Torrents.parse(Torrents.files(List.of(List.of("z"), List.of("cd1", "a"))));
    assertFalse(torrent.singleFile());
    assertFalse(torrent.isPrivate());
    assertEquals("album", torrent.name());
    assertEquals(
        List.of(
            new TorrentFileEntry(List.of("z"), 10), new TorrentFileEntry(List.of("cd1", "a"), 10)),
        torrent.files());
    assertEquals(20, torrent.totalLength());
  }

  @Test
  void theLastPieceIsWhatRemains() throws MalformedMetainfo {
    Metainfo torrent = Torrents.parse(Torrents.singleFile());
    assertEquals(16, torrent.pieceLength());
    assertEquals(16, torrent.pieceLength(0));
    assertEquals(16, torrent.pieceLength(1));
    assertEquals(8, torrent.pieceLength(2));
    assertThrows(IndexOutOfBoundsException.class, () -> torrent.pieceLength(3));
    Metainfo whole = Torrents.parse(Torrents.info(32).put("name", "two pieces").put("length", 32));
    assertEquals(16, whole.pieceLength(1));
  }

  @Test
  void tellsPiecesApartByTheirHashes() throws Exception {
    byte[] hashes = new byte[60];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = (byte) i;
    }
    Metainfo torrent = Torrents.parse(Torrents.singleFile().put("pieces", hashes));
    byte[] second = Arrays.copyOfRange(hashes, 20, 40);
    assertArrayEquals(second, torrent.pieceHash(1));
    assertTrue(torrent.pieceMatches(1, second));
    assertFalse(torrent.pieceMatches(0, second));
    assertFalse(torrent.pieceMatches(1, Arrays.copyOf(second, 19)));
    assertThrows(IndexOutOfBoundsException.class, () -> torrent.pieceHash(3));
    assertThrows(IndexOutOfBoundsException.class, () -> torrent.pieceMatches(-1, second));
  }

  @Test
  void theInfoHashIsOfTheInfoAsItWasWrittenEvenOutOfOrder() throws Exception {
    String info = "d4:name1:x6:lengthi5e12:piece lengthi16e6:pieces20:" + "h".repeat(20) + "e";
    String torrent = "d4:info" + info + "8:announce9:http://t/e";
    Metainfo metainfo = Metainfo.parse(torrent.getBytes(ISO_8859_1));
    byte[] infoBytes = info.getBytes(ISO_8859_1);
    assertArrayEquals(infoBytes, metainfo.infoBytes());
    assertEquals(
        InfoHash.of(MessageDigest.getInstance("SHA-1").digest(infoBytes)), metainfo.infoHash());
    assertEquals(
        "d8:announce9:http://t/4:info" + info + "e", new String(metainfo.toBytes(), ISO_8859_1));
  }

  @Test
  void callersCannotChangeATorrent() throws MalformedMetainfo {
    Metainfo torrent = Torrents.parse(Torrents.singleFile());
    byte[] before = torrent.toBytes();
    Arrays.fill(torrent.infoBytes(), (byte) 0);
    Arrays.fill(torrent.pieceHash(0), (byte) 9);
    Arrays.fill(torrent.toBytes(), (byte) 0);
    assertArrayEquals(before, torrent.toBytes());
    assertArrayEquals(new byte[20], torrent.pieceHash(0));
  }

  @Test
  void aLoneAnnounceIsOneTier() throws MalformedMetainfo {
    assertEquals(
        List.of(List.of("http://t/announce")),
        with("announce", "http://t/announce").announceList());
  }

  @Test
  void theAnnounceListComesBeforeAnnounce() throws MalformedMetainfo {
    BList tiers =
        tiers(List.of(List.of("http://a/", "http://b/"), List.of(), List.of("", "udp://c:80")));
    byte[] torrent =
        BencodeWriter.write(
            top().put("announce", "http://old/").put("announce-list", tiers).build());
    assertEquals(
        List.of(List.of("http://a/", "http://b/"), List.of("udp://c:80")),
        Metainfo.parse(torrent).announceList());
  }

  @Test
  void anEmptyAnnounceListLeavesAnnounce() throws MalformedMetainfo {
    BDict dict =
        top().put("announce", "http://t/").put("announce-list", tiers(List.of(List.of()))).build();
    assertEquals(
        List.of(List.of("http://t/")), Metainfo.parse(BencodeWriter.write(dict)).announceList());
  }

  @Test
  void takesWebSeedsAsAStringOrAList() throws MalformedMetainfo {
    assertEquals(List.of(), Torrents.parse(Torrents.singleFile()).urlList());
    assertEquals(List.of(), with("url-list", "").urlList());
    assertEquals(List.of("http://s/f"), with("url-list", "http://s/f").urlList());
    BDict list = top().put("url-list", BList.ofTexts(List.of("http://s/", "http://u/"))).build();
    assertEquals(
        List.of("http://s/", "http://u/"), Metainfo.parse(BencodeWriter.write(list)).urlList());
  }

  @Test
  void readsTheComment() throws MalformedMetainfo {
    assertEquals(Optional.of("by hand"), with("comment", "by hand").comment());
    assertEquals(Optional.empty(), with("comment", "").comment());
    assertEquals(Optional.empty(), Torrents.parse(Torrents.singleFile()).comment());
  }

  @Test
  void prefersNamesInUtf8WhereOldProgramsWroteBoth() throws MalformedMetainfo {
    Metainfo torrent =
        Torrents.parse(
            Torrents.singleFile()
                .put("name", new byte[] {(byte) 0xC4})
                .put("name.utf-8", "\u00c4"));
    assertEquals("\u00c4", torrent.name());
  }

  @Test
  void paddingMayRepeatItsPath() throws MalformedMetainfo {
    BDict padding =
        BDict.builder()
            .put("attr", "p")
            .put("length", 6)
            .put("path", BList.ofTexts(List.of(".pad", "6")))
            .build();
    List<BValue> files = List.of(file("a", 10), padding, file("b", 10), padding);
    Metainfo torrent =
        Torrents.parse(Torrents.info(32).put("name", "padded").put("files", new BList(files)));
    assertEquals(
        List.of(false, true, false, true),
        torrent.files().stream().map(TorrentFileEntry::padding).toList());
  }

  @Test
  void hidesItsNameAndTrackersFromLogs() throws MalformedMetainfo {
    Metainfo torrent = with("announce", "http://t/announce?receipt=secret");
    assertEquals("Metainfo[" + torrent.infoHash() + "]", torrent.toString());
  }

  private static BDict file(String name, long length) {
    return BDict.builder().put("length", length).put("path", BList.ofTexts(List.of(name))).build();
  }

  private static BList tiers(List<List<String>> tiers) {
    return new BList(tiers.stream().<BValue>map(BList::ofTexts).toList());
  }

  private static BDict.Builder top() {
    return BDict.builder().put("info", Torrents.singleFile().build());
  }

  private static Metainfo with(String key, String value) throws MalformedMetainfo {
    return Metainfo.parse(BencodeWriter.write(top().put(key, BString.of(value)).build()));
  }
}
