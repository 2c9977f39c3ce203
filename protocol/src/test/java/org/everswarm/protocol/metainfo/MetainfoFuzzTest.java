package org.everswarm.protocol.metainfo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.everswarm.protocol.Mutation;
import org.everswarm.protocol.bencode.BDict;

final class MetainfoFuzzTest {

  @Property(tries = 3000)
  void randomBytesAreMalformed(@ForAll byte[] bytes) {
    parsesOrRefuses(bytes);
  }

  @Property(tries = 10_000)
  void mutatedTorrentsAreReadSafelyOrMalformed(
      @ForAll("torrents") byte[] torrent, @ForAll("mutations") List<Mutation> mutations) {
    parsesOrRefuses(Mutation.all(mutations, torrent));
  }

  /** Well-formed bencode, so that every one of these reaches the path checks. */
  @Property(tries = 10_000)
  void hostilePathsNeverLeaveTheDirectory(@ForAll("paths") List<List<String>> paths) {
    BDict.Builder info = Torrents.files(paths);
    parsesOrRefuses(Torrents.torrent(info.build()));
  }

  @Property(tries = 5000)
  void hostileNumbersAreReadSafelyOrMalformed(
      @ForAll long length, @ForAll long pieceLength, @ForAll("pieces") byte[] pieces) {
    BDict.Builder info =
        Torrents.singleFile()
            .put("length", length)
            .put("piece length", pieceLength)
            .put("pieces", pieces);
    parsesOrRefuses(Torrents.torrent(info.build()));
  }

  private static void parsesOrRefuses(byte[] bytes) {
    try {
      assertSafe(Metainfo.parse(bytes));
    } catch (MalformedMetainfo expected) {
      assertFalse(expected.reason().isEmpty());
    }
  }

  private static void assertSafe(Metainfo torrent) throws MalformedMetainfo {
    long total = 0;
    Set<List<String>> places = new HashSet<>();
    for (TorrentFileEntry file : torrent.files()) {
      file.path().forEach(MetainfoFuzzTest::assertSafeElement);
      assertFalse(!file.padding() && !places.add(file.path()));
      total += file.length();
    }
    assertSafeElement(torrent.name());
    assertEquals(total, torrent.totalLength());
    int last = torrent.pieceCount() - 1;
    assertEquals(total, last * torrent.pieceLength() + torrent.pieceLength(last));
    assertEquals(20, torrent.pieceHash(last).length);
    assertArrayEquals(torrent.infoBytes(), Metainfo.parse(torrent.toBytes()).infoBytes());
  }

  private static void assertSafeElement(String name) {
    assertFalse(name.isEmpty() || Set.of(".", "..").contains(name), name);
    assertFalse(name.chars().anyMatch(c -> c == '/' || c == '\\' || c == 0), name);
  }

  @Provide
  Arbitrary<byte[]> torrents() {
    return Torrents.arbitrary();
  }

  @Provide
  Arbitrary<List<Mutation>> mutations() {
    return Mutation.arbitrary().list().ofMinSize(1).ofMaxSize(4);
  }

  @Provide
  Arbitrary<List<List<String>>> paths() {
    Arbitrary<String> hostile =
        Arbitraries.of("..", ".", "", "/", "\\", "a", "b", "../a", "a/b", "a\0", "C:", "\uD800");
    Arbitrary<String> element =
        Arbitraries.frequencyOf(
            Tuple.of(1, hostile),
            Tuple.of(4, Arbitraries.strings().withChars("ab./\\").ofMaxLength(4)),
            Tuple.of(10, Arbitraries.strings().withChars("ab").ofMinLength(1).ofMaxLength(3)));
    return element.list().ofMaxSize(3).list().ofMinSize(1).ofMaxSize(3);
  }

  @Provide
  Arbitrary<byte[]> pieces() {
    return Arbitraries.integers().between(0, 5).map(count -> new byte[20 * count]);
  }
}
