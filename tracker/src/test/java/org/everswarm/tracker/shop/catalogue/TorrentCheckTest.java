package org.everswarm.tracker.shop.catalogue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.everswarm.tracker.shop.catalogue.BundlesTest.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BList;
import org.everswarm.protocol.bencode.BString;
import org.everswarm.protocol.bencode.BencodeWriter;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorrentCheckTest {

  private static final int PIECE = 16 << 10;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "film.mkv",
        "\u65e5\u672c\u8a9e \u0627\u0644\u0641\u064a\u0644\u0645.mkv",
        "What's-Inside (1) [x] & more; $HOME `id` #1 %00 ~.html",
        "\ud83c\udfac.mp4",
        ".hidden",
        "console.txt",
        "com10"
      })
  void takesNamesThatAreWhatTheyLookLike(String name) {
    assertEquals(name, TorrentCheck.check(single(name, PIECE, 10)).name());
    TorrentCheck.check(many("dir", List.of(name)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../../etc/passwd",
        "a/b",
        "a\\b",
        "C:evil",
        "a\u0000b",
        "a\nb",
        "a\u001b[2Jb",
        "film\u202egpj.exe",
        "a\u2066b",
        "a\u200bb",
        "\ufeffa",
        "a\u2028b",
        "CON",
        "nul.txt",
        "com1",
        "LPT9.mkv",
        "com\u00b9",
        "a ",
        " a",
        "a.",
        "a*",
        "a?",
        "a|b",
        "<a>",
        "a\"b",
        "a\ufffdb"
      })
  void refusesNamesThatLeaveTheirDirectoryOrDeceive(String name) {
    refused(Kind.INVALID, () -> TorrentCheck.check(single(name, PIECE, 10)));
    refused(Kind.INVALID, () -> TorrentCheck.check(many(name, List.of("a"))));
    refused(Kind.INVALID, () -> TorrentCheck.check(many("dir", List.of("a", name))));
  }

  @Test
  void refusesNamesThatAreNoText() {
    byte[] torrent = single("abc", PIECE, 10);
    String latin = new String(torrent, ISO_8859_1).replace("3:abc", "3:a\u00ffc");
    refused(Kind.INVALID, () -> TorrentCheck.check(latin.getBytes(ISO_8859_1)));
  }

  @Test
  void refusesPathsThatAreTheSameOnSomeSystems() {
    refused(Kind.INVALID, () -> TorrentCheck.check(many("d", List.of("Film.mkv", "film.MKV"))));
    refused(Kind.INVALID, () -> TorrentCheck.check(many("d", List.of("a", "a"))));
    refused(Kind.INVALID, () -> TorrentCheck.check(many("d", List.of("STRASSE", "stra\u00dfe"))));
  }

  @Test
  void refusesNamesThatDifferInHowAnAccentIsWritten() {
    Problem twins =
        assertThrows(
            Problem.class,
            () -> TorrentCheck.check(many("d", List.of("caf\u00e9.mkv", "cafe\u0301.mkv"))));
    assertTrue(twins.detail().contains("NFC"), twins.detail());
    refused(
        Kind.INVALID,
        () -> TorrentCheck.check(many("d", List.of("\u00c9t\u00e9", "e\u0301te\u0301"))));
    TorrentCheck.check(many("d", List.of("caf\u00e9.mkv", "cafe.mkv")));
  }

  @Test
  void refusesSymbolicLinks() {
    for (String attribute : new String[] {"l", "xl"}) {
      String link = "4:attr" + attribute.length() + ":" + attribute;
      Problem refused =
          assertThrows(
              Problem.class, () -> TorrentCheck.check(with(many("d", List.of("a")), link)));
      assertTrue(refused.detail().contains("symbolic link"), refused.detail());
      refused(Kind.INVALID, () -> TorrentCheck.check(with(single("a", PIECE, 10), link)));
    }
    TorrentCheck.check(with(many("d", List.of("a")), "4:attr1:x"));
  }

  /** With a key before the first {@code length}. */
  private static byte[] with(byte[] torrent, String pair) {
    String text = new String(torrent, ISO_8859_1);
    return text.replaceFirst("6:length", pair + "6:length").getBytes(ISO_8859_1);
  }

  @Test
  void refusesWhatIsOverlong() {
    refused(Kind.TOO_LARGE, () -> TorrentCheck.check(new byte[(10 << 20) + 1]));
    refused(Kind.INVALID, () -> TorrentCheck.check(single("x".repeat(256), PIECE, 10)));
    TorrentCheck.check(single("x".repeat(255), PIECE, 10));
    List<String> many = new ArrayList<>();
    for (int i = 0; i <= 20_000; i++) {
      many.add("file" + i);
    }
    refused(Kind.INVALID, () -> TorrentCheck.check(many("d", many)));
    byte[] deep = files("d", List.of(path("x".repeat(250), 5)));
    refused(Kind.INVALID, () -> TorrentCheck.check(deep));
    refused(Kind.INVALID, () -> TorrentCheck.check(files("d", List.of(path("x", 33)))));
    TorrentCheck.check(files("d", List.of(path("x", 32))));
  }

  @Test
  void refusesPiecesAndSizesThatClientsCannotTake() {
    for (int pieceLength : new int[] {-1, 0, 1, 1000, PIECE - 1, PIECE + 1, (64 << 20) + PIECE}) {
      refused(Kind.INVALID, () -> TorrentCheck.check(single("a", pieceLength, 10)));
    }
    TorrentCheck.check(single("a", 3 * PIECE, 10));
    for (long size : new long[] {-1, 0, Long.MAX_VALUE, 10L << 40}) {
      refused(Kind.INVALID, () -> TorrentCheck.check(single("a", PIECE, size)));
    }
    // 17 TiB in as few pieces as there can be.
    int pieces = 17 << 14;
    byte[] vast =
        BencodeWriter.write(
            BDict.builder()
                .put(
                    "info",
                    info("a", 64 << 20)
                        .put("length", 17L << 40)
                        .put("pieces", new byte[20 * pieces])
                        .build())
                .build());
    refused(Kind.INVALID, () -> TorrentCheck.check(vast));
  }

  @Test
  void keepsOnlyTheKeysThatContentIsCheckedWith() {
    BDict.Builder torrent = BDict.builder();
    for (String key :
        List.of("announce", "comment", "publisher-url", "httpseeds", "nodes", "x", "signatures")) {
      if (!key.equals("announce")) {
        torrent.put(key, new BList(List.of()));
      }
    }
    byte[] upload =
        BencodeWriter.write(
            torrent
                .put("announce", "http://elsewhere.example")
                .put("comment", "elsewhere.example")
                .put("url-list", "http://elsewhere.example/")
                .put("created by", "me")
                .put("info", info("a", PIECE).put("length", 1).put("pieces", new byte[20]).build())
                .build());
    Metainfo checked = TorrentCheck.check(upload);
    String kept = new String(checked.toBytes(), ISO_8859_1);
    assertEquals("d10:created by2:me4:infod", kept.substring(0, 25));
    assertFalse(kept.contains("elsewhere"));
    assertArrayEquals(
        checked.toBytes(), TorrentCheck.check(checked.toBytes()).toBytes(), "and that is all");
  }

  @Property(tries = 2000)
  void anyBytesAreTakenOrRefusedInASentence(@ForAll @Size(max = 300) byte[] bytes) {
    check(bytes);
  }

  @Property(tries = 3000)
  void aTorrentThatWasTamperedWithIsTakenOrRefusedInASentence(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 1_000_000) Integer> changes,
      @ForAll Random random) {
    byte[] torrent = many("dir", List.of("a", "b b", "c.txt"));
    for (int change : changes) {
      int at = change % torrent.length;
      switch (random.nextInt(3)) {
        case 0 -> torrent[at] = (byte) random.nextInt(256);
        case 1 -> torrent[at] = (byte) "0123456789dlie:-".charAt(random.nextInt(16));
        default -> torrent = Arrays.copyOf(torrent, Math.max(1, at));
      }
    }
    check(torrent);
  }

  @Property(tries = 2000)
  void anyNameThatIsTakenStaysInItsDirectory(@ForAll @StringLength(max = 40) String name) {
    try {
      Metainfo taken = TorrentCheck.check(many("dir", List.of(name)));
      String path = taken.files().get(0).path().get(0);
      assertEquals(name, path);
      assertFalse(path.contains("/") || path.contains("\\") || path.equals(".."), path);
    } catch (Problem refused) {
      assertEquals(Kind.INVALID, refused.kind());
    }
  }

  private static void check(byte[] bytes) {
    try {
      byte[] canonical = TorrentCheck.check(bytes).toBytes();
      assertArrayEquals(canonical, TorrentCheck.check(canonical).toBytes());
    } catch (Problem refused) {
      assertEquals(Kind.INVALID, refused.kind());
      assertTrue(refused.detail().startsWith("The torrent is not taken: "), refused.detail());
    }
  }

  private static BDict.Builder info(String name, int pieceLength) {
    return BDict.builder().put("name", name).put("piece length", pieceLength);
  }

  private static byte[] single(String name, int pieceLength, long length) {
    BDict.Builder info = info(name, pieceLength).put("length", length).put("pieces", new byte[20]);
    return BencodeWriter.write(BDict.builder().put("info", info.build()).build());
  }

  private static byte[] many(String directory, List<String> names) {
    return files(directory, names.stream().map(List::of).toList());
  }

  private static byte[] files(String directory, List<List<String>> paths) {
    List<org.everswarm.protocol.bencode.BValue> files = new ArrayList<>();
    for (List<String> path : paths) {
      files.add(
          BDict.builder()
              .put("length", files.isEmpty() ? 1 : 0)
              .put("path", BList.ofTexts(path))
              .build());
    }
    BDict.Builder info =
        info(directory, PIECE).put("files", new BList(files)).put("pieces", new byte[20]);
    return BencodeWriter.write(BDict.builder().put("info", info.build()).build());
  }

  private static List<String> path(String element, int depth) {
    List<String> path = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      path.add(element);
    }
    assertTrue(BString.of(element).length() > 0);
    return path;
  }
}
