package org.everswarm.protocol.metainfo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BString;
import org.everswarm.protocol.bencode.BencodeLimits;
import org.everswarm.protocol.bencode.BencodeReader;
import org.junit.jupiter.api.Test;

final class MetainfoRewriteTest {

  private static final Set<String> REWRITTEN =
      Set.of("announce", "announce-list", "url-list", "comment");

  @Property
  void everyRewriteLeavesInfoByteForByte(
      @ForAll("torrents") byte[] torrent,
      @ForAll("tiers") List<List<String>> tiers,
      @ForAll("urls") List<String> webSeeds,
      @ForAll String comment)
      throws Exception {
    Metainfo before = Metainfo.parse(torrent);
    Metainfo after = before.withTrackers(tiers).withWebSeeds(webSeeds).withComment(comment);
    Metainfo read = Metainfo.parse(after.toBytes());
    assertArrayEquals(before.infoBytes(), after.infoBytes());
    assertArrayEquals(before.infoBytes(), read.infoBytes());
    assertEquals(before.infoHash(), read.infoHash());
    assertTrue(contains(after.toBytes(), before.infoBytes()));
    assertOtherKeysKept(torrent, after.toBytes());
  }

  @Property
  void aRewriteIsReadBackAsItWasWritten(
      @ForAll("torrents") byte[] torrent,
      @ForAll("tiers") List<List<String>> tiers,
      @ForAll("urls") List<String> webSeeds,
      @ForAll("comments") String comment)
      throws MalformedMetainfo {
    Metainfo written =
        Metainfo.parse(torrent).withTrackers(tiers).withWebSeeds(webSeeds).withComment(comment);
    Metainfo read = Metainfo.parse(written.toBytes());
    for (Metainfo metainfo : List.of(written, read)) {
      assertEquals(tiers.stream().filter(t -> !t.isEmpty()).toList(), metainfo.announceList());
      assertEquals(webSeeds, metainfo.urlList());
      assertEquals(Optional.of(comment).filter(c -> !c.isEmpty()), metainfo.comment());
    }
    assertArrayEquals(written.toBytes(), read.toBytes());
  }

  @Property
  void aTorrentReadAndWrittenIsTheSame(@ForAll("torrents") byte[] torrent)
      throws MalformedMetainfo {
    assertArrayEquals(torrent, Metainfo.parse(torrent).toBytes());
  }

  @Test
  void oneTrackerIsAnnounceAloneAndSeveralAreAListToo() throws Exception {
    Metainfo torrent = Torrents.parse(Torrents.singleFile());
    String one = text(torrent.withTrackers(List.of(List.of("http://a/"))));
    assertTrue(one.startsWith("d8:announce9:http://a/4:info"), one);
    String two = text(torrent.withTrackers(List.of(List.of("http://a/"), List.of("udp://b:1"))));
    assertTrue(
        two.startsWith("d8:announce9:http://a/13:announce-listll9:http://a/el9:udp://b:1ee4:info"),
        two);
  }

  @Test
  void nothingIsLeftOfTheKeysThatAreEmptied() throws Exception {
    Metainfo bare = Torrents.parse(Torrents.singleFile());
    Metainfo full =
        bare.withTrackers(List.of(Torrents.urls(2)))
            .withWebSeeds(List.of("http://s/"))
            .withComment("c");
    Metainfo emptied = full.withTrackers(List.of()).withWebSeeds(List.of()).withComment("");
    assertArrayEquals(bare.toBytes(), emptied.toBytes());
  }

  @Test
  void refusesToWriteUrlsThatNoClientTakes() throws MalformedMetainfo {
    Metainfo torrent = Torrents.parse(Torrents.singleFile());
    for (String url :
        List.of("", "http://a/b c", "http://a/\n", "http://\u00e4/", "h".repeat(4097))) {
      assertThrows(
          IllegalArgumentException.class, () -> torrent.withTrackers(List.of(List.of(url))));
      assertThrows(IllegalArgumentException.class, () -> torrent.withWebSeeds(List.of(url)));
    }
    List<String> tooMany = Torrents.urls(1001);
    assertThrows(IllegalArgumentException.class, () -> torrent.withWebSeeds(tooMany));
    assertThrows(IllegalArgumentException.class, () -> torrent.withTrackers(List.of(tooMany)));
  }

  @Provide
  Arbitrary<byte[]> torrents() {
    return Torrents.arbitrary();
  }

  @Provide
  Arbitrary<List<String>> urls() {
    return Arbitraries.of("https", "http", "udp")
        .flatMap(
            s -> Arbitraries.strings().alpha().numeric().ofMaxLength(9).map(p -> s + "://t/" + p))
        .list()
        .ofMaxSize(4);
  }

  @Provide
  Arbitrary<List<List<String>>> tiers() {
    return urls().list().ofMaxSize(4);
  }

  @Provide
  Arbitrary<String> comments() {
    return Arbitraries.strings().withCharRange(' ', '\u3000').ofMaxLength(40);
  }

  private static void assertOtherKeysKept(byte[] before, byte[] after) throws Exception {
    BencodeReader reader = new BencodeReader(new BencodeLimits(1 << 20, 32, 1000, 1 << 20, true));
    BDict was = reader.readDict(before);
    BDict is = reader.readDict(after);
    for (BString key : was.keys()) {
      if (!REWRITTEN.contains(key.text())) {
        assertEquals(was.find(key), is.find(key));
      }
    }
  }

  private static boolean contains(byte[] bytes, byte[] part) {
    return new String(bytes, ISO_8859_1).contains(new String(part, ISO_8859_1));
  }

  private static String text(Metainfo torrent) {
    return new String(torrent.toBytes(), ISO_8859_1);
  }
}
