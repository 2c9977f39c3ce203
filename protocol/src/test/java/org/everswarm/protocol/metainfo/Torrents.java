package org.everswarm.protocol.metainfo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BInt;
import org.everswarm.protocol.bencode.BList;
import org.everswarm.protocol.bencode.BString;
import org.everswarm.protocol.bencode.BValue;
import org.everswarm.protocol.bencode.BencodeWriter;

/** Torrents to test with. */
final class Torrents {

  static final int PIECE_LENGTH = 16;

  private Torrents() {}

  /** The {@code info} of a single file; tests put in what they test. */
  static BDict.Builder singleFile() {
    return info(40).put("name", "film.mkv").put("length", 40);
  }

  /** The {@code info} of files of ten bytes each. */
  static BDict.Builder files(List<List<String>> paths) {
    List<BValue> files =
        paths.stream()
            .<BValue>map(
                path -> BDict.builder().put("length", 10).put("path", BList.ofTexts(path)).build())
            .toList();
    return info(10L * paths.size()).put("name", "album").put("files", new BList(files));
  }

  static BDict.Builder info(long totalLength) {
    int pieces = Math.toIntExact((totalLength + PIECE_LENGTH - 1) / PIECE_LENGTH);
    return BDict.builder().put("piece length", PIECE_LENGTH).put("pieces", new byte[20 * pieces]);
  }

  static byte[] torrent(BDict info) {
    return BencodeWriter.write(BDict.builder().put("info", info).build());
  }

  static Metainfo parse(BDict.Builder info) throws MalformedMetainfo {
    return Metainfo.parse(torrent(info.build()));
  }

  static List<String> urls(int count) {
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      urls.add("https://t" + i + ".example/announce");
    }
    return urls;
  }

  /** Any valid .torrent: single and multi-file, with unknown keys in {@code info} and beside it. */
  static Arbitrary<byte[]> arbitrary() {
    Arbitrary<Integer> fileCounts = Arbitraries.integers().between(0, 5);
    Arbitrary<BDict> extras =
        Arbitraries.maps(extraKeys(), extraValues()).ofMaxSize(4).map(Torrents::dict);
    return Combinators.combine(fileCounts, Arbitraries.longs(), extras, extras, trackerKeys())
        .as(Torrents::random);
  }

  private static byte[] random(
      int files, long seed, BDict infoExtras, BDict topExtras, BDict trackerKeys) {
    Random random = new Random(seed);
    BDict.Builder info = files == 0 ? singleFile() : files(paths(files, random));
    byte[] hashes =
        new byte[20 * (files == 0 ? 3 : (10 * files + PIECE_LENGTH - 1) / PIECE_LENGTH)];
    random.nextBytes(hashes);
    info.put("pieces", hashes);
    infoExtras.forEach(info::put);
    BDict.Builder top = BDict.builder();
    topExtras.forEach(top::put);
    trackerKeys.forEach(top::put);
    return BencodeWriter.write(top.put("info", info.build()).build());
  }

  private static List<List<String>> paths(int files, Random random) {
    List<List<String>> paths = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      String name = "\u30c8\u30e9\u30c3\u30af " + i + ".flac";
      paths.add(random.nextBoolean() ? List.of(name) : List.of("cd" + random.nextInt(2), name));
    }
    return paths;
  }

  private static Arbitrary<BDict> trackerKeys() {
    BDict none = BDict.builder().build();
    BDict one = BDict.builder().put("announce", "udp://t.example:80/announce").build();
    BDict many =
        BDict.builder()
            .put("announce", "http://t0.example/announce")
            .put(
                "announce-list",
                new BList(Arrays.asList(BList.ofTexts(urls(2)), BList.ofTexts(urls(1)))))
            .put("url-list", "https://seed.example/album/")
            .put("comment", "hello")
            .build();
    return Arbitraries.of(none, one, many);
  }

  private static Arbitrary<String> extraKeys() {
    // Sorts before, between and after the known keys, and never is one.
    return Arbitraries.strings().withCharRange('a', 'z').ofMaxLength(6).map(key -> key + "!");
  }

  private static Arbitrary<BValue> extraValues() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(BInt::new),
        Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(BString::of),
        Arbitraries.longs().map(BInt::new).<BValue>map(i -> new BList(List.of(i, i))));
  }

  private static BDict dict(Map<String, BValue> entries) {
    BDict.Builder builder = BDict.builder();
    entries.forEach(builder::put);
    return builder.build();
  }
}
