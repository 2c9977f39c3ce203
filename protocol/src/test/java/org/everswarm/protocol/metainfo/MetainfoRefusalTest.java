package org.everswarm.protocol.metainfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BInt;
import org.everswarm.protocol.bencode.BList;
import org.everswarm.protocol.bencode.BString;
import org.everswarm.protocol.bencode.BValue;
import org.everswarm.protocol.bencode.BencodeWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MetainfoRefusalTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "a/b", "/etc", "/", "a\\b", "..\\x", "C:\\x", "a\0b", "\0"})
  void refusesNamesThatLeadElsewhere(String name) {
    refused("name", Torrents.singleFile().put("name", name));
    refused("name", Torrents.files(List.of(List.of("a"))).put("name", name));
    refused("name", Torrents.files(List.of(List.of("dir", name))));
    refused("name", Torrents.files(List.of(List.of(name, "file"))));
    refused("name", Torrents.singleFile().put("name.utf-8", name));
  }

  @Test
  void refusesOverlongNamesAndPaths() throws MalformedMetainfo {
    String longest = "\u00e9".repeat(127) + "x";
    Torrents.parse(Torrents.singleFile().put("name", longest));
    refused("longer than 255 bytes", Torrents.singleFile().put("name", longest + "x"));
    Torrents.parse(Torrents.files(List.of(Collections.nCopies(32, "d"))));
    refused("32 elements", Torrents.files(List.of(Collections.nCopies(33, "d"))));
    refused("1 to 32 elements", Torrents.files(List.of(List.of())));
  }

  @Test
  void refusesFilesInOnePlace() {
    refused("same path", Torrents.files(List.of(List.of("a"), List.of("b"), List.of("a"))));
    refused("same path", Torrents.files(List.of(List.of("d", "a"), List.of("d", "a"))));
    refused("directory", Torrents.files(List.of(List.of("a"), List.of("a", "b"))));
    refused("directory", Torrents.files(List.of(List.of("a", "b", "c", "d"), List.of("a", "b"))));
  }

  @Test
  void refusesNamesThatAreTheSameOnceTheyAreText() {
    BList first = new BList(List.of(BString.of(new byte[] {(byte) 0xFE})));
    BList second = new BList(List.of(BString.of(new byte[] {(byte) 0xFD})));
    refused("same path", twoFiles(10, first, 10, second));
  }

  @Test
  void refusesLengthsThatAreNegativeOrOverflow() {
    refused("negative", Torrents.singleFile().put("length", -1));
    refused("negative", twoFiles(30, path("a"), -10, path("b")));
    refused("64 bits", twoFiles(Long.MAX_VALUE, path("a"), 1, path("b")));
    refused("64 bits", twoFiles(Long.MAX_VALUE, path("a"), Long.MAX_VALUE, path("b")));
    refused("pieces", Torrents.singleFile().put("length", Long.MAX_VALUE));
    refused("no content", Torrents.singleFile().put("length", 0).put("pieces", ""));
    refused("no content", Torrents.files(List.of()));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, (64 << 20) + 1, 1L << 32, Long.MAX_VALUE})
  void refusesAbsurdPieceLengths(long pieceLength) {
    refused("piece length", Torrents.singleFile().put("piece length", pieceLength));
  }

  @Test
  void takesPiecesOf64MiB() throws MalformedMetainfo {
    BDict.Builder info = Torrents.singleFile().put("piece length", 64 << 20);
    assertEquals(1, Torrents.parse(info.put("pieces", new byte[20])).pieceCount());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 40, 59, 61, 80})
  void refusesPiecesThatDoNotMatchTheLength(int bytes) {
    refused("piece", Torrents.singleFile().put("pieces", new byte[bytes]));
  }

  @Test
  void refusesTooManyPieces() {
    refused("1048576 pieces", Torrents.singleFile().put("length", 16L * (1 << 20) + 1));
  }

  @Test
  void refusesTooManyFiles() {
    List<BValue> files =
        Collections.nCopies(
            100_001, BDict.builder().put("length", 0).put("path", path("a")).build());
    refused("100000 files", Torrents.info(1).put("name", "x").put("files", new BList(files)));
  }

  @Test
  void refusesTooManyOrTooLongUrls() throws MalformedMetainfo {
    withTop("announce-list", new BList(List.of(BList.ofTexts(Torrents.urls(1000)))));
    refusedTop("URLs", "announce-list", new BList(List.of(BList.ofTexts(Torrents.urls(1001)))));
    List<BValue> tiers = new ArrayList<>();
    Torrents.urls(1001).forEach(url -> tiers.add(BList.ofTexts(List.of(url))));
    refusedTop("URLs", "announce-list", new BList(tiers));
    refusedTop("URLs", "url-list", BList.ofTexts(Torrents.urls(1001)));
    refusedTop("too long", "url-list", BString.of("h".repeat(4097)));
    refusedTop("too long", "announce", BString.of("h".repeat(4097)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "length", "piece length", "pieces"})
  void refusesWhatIsMissingOrOfTheWrongKind(String key) {
    BDict.Builder without = BDict.builder();
    Torrents.singleFile()
        .build()
        .forEach(
            (k, value) -> {
              if (!k.equals(BString.of(key))) {
                without.put(k, value);
              }
            });
    refused("", without);
    refused("wrong kind", Torrents.singleFile().put(key, new BList(List.of())));
  }

  @Test
  void refusesOtherKeysOfTheWrongKind() {
    refused("wrong kind", Torrents.singleFile().put("private", "1"));
    refused("wrong kind", Torrents.files(List.of(List.of("a"))).put("files", "a"));
    refused("wrong kind", twoFiles(10, new BList(List.of(new BInt(1))), 10, path("b")));
    refusedTop("wrong kind", "announce", new BInt(1));
    refusedTop("wrong kind", "announce-list", BList.ofTexts(List.of("http://t/")));
    refusedTop("wrong kind", "url-list", new BInt(1));
    refusedTop("wrong kind", "url-list", new BList(List.of(new BInt(1))));
    refusedTop("wrong kind", "comment", new BList(List.of()));
    refusedTop("wrong kind", "info", new BInt(1));
  }

  @Test
  void refusesALengthBesideFiles() {
    refused("both", Torrents.files(List.of(List.of("a"))).put("length", 10));
  }

  @Test
  void saysThatVersionTwoAloneIsNotSupported() {
    BDict.Builder info =
        BDict.builder()
            .put("name", "x")
            .put("meta version", 2)
            .put("piece length", 16384)
            .put("file tree", BDict.builder().build());
    refused("BEP 52", info);
  }

  @Test
  void refusesWhatIsNoTorrent() {
    refusedBytes("no bencoded dictionary", "");
    refusedBytes("no bencoded dictionary", "<html>");
    refusedBytes("no bencoded dictionary", "le");
    refusedBytes("no bencoded dictionary", "d4:infod4:name1:xe4:infod4:name1:xee");
    refusedBytes("no 'info'", "de");
  }

  private static BDict.Builder twoFiles(long length1, BList path1, long length2, BList path2) {
    BDict first = BDict.builder().put("length", length1).put("path", path1).build();
    BDict second = BDict.builder().put("length", length2).put("path", path2).build();
    return Torrents.info(20).put("name", "x").put("files", new BList(List.of(first, second)));
  }

  private static BList path(String name) {
    return BList.ofTexts(List.of(name));
  }

  private static Metainfo withTop(String key, BValue value) throws MalformedMetainfo {
    BDict.Builder top = BDict.builder().put("info", Torrents.singleFile().build());
    return Metainfo.parse(BencodeWriter.write(top.put(key, value).build()));
  }

  private static void refused(String reason, BDict.Builder info) {
    assertReason(reason, assertThrows(MalformedMetainfo.class, () -> Torrents.parse(info)));
  }

  private static void refusedTop(String reason, String key, BValue value) {
    assertReason(reason, assertThrows(MalformedMetainfo.class, () -> withTop(key, value)));
  }

  private static void refusedBytes(String reason, String torrent) {
    byte[] bytes = torrent.getBytes(StandardCharsets.ISO_8859_1);
    assertReason(reason, assertThrows(MalformedMetainfo.class, () -> Metainfo.parse(bytes)));
  }

  private static void assertReason(String part, MalformedMetainfo malformed) {
    assertTrue(malformed.reason().contains(part), malformed.reason());
  }
}
