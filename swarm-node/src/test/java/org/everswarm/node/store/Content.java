package org.everswarm.node.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.metainfo.MetainfoBuilder;
import org.everswarm.protocol.metainfo.TorrentFileEntry;

/** Content on disk with its torrent, for tests: random bytes, written an hour ago. */
public final class Content {

  private final Metainfo torrent;
  private final Path path;
  private final byte[] bytes;

  private Content(Metainfo torrent, Path path, byte[] bytes) {
    this.torrent = torrent;
    this.path = path;
    this.bytes = bytes;
  }

  public Metainfo torrent() {
    return torrent;
  }

  public Path path() {
    return path;
  }

  public byte[] bytes() {
    return bytes;
  }

  public static final int PIECE = 16 * 1024;

  /** A single file. */
  public static Content file(Path directory, String name, int length) {
    byte[] bytes = random(name, length);
    Path file = write(directory.resolve(name), bytes);
    Metainfo torrent =
        new MetainfoBuilder(name, PIECE).singleFile(length).pieceHashes(hashes(bytes)).build();
    return new Content(torrent, file, bytes);
  }

  /** A directory of files {@code f0}, {@code sub/f1}, {@code f2}, … of these lengths. */
  public static Content directory(Path parent, String name, int... lengths) {
    byte[] bytes = new byte[Arrays.stream(lengths).sum()];
    List<TorrentFileEntry> entries = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < lengths.length; i++) {
      List<String> path = i == 1 ? List.of("sub", "f1") : List.of("f" + i);
      byte[] part = random(name + i, lengths[i]);
      System.arraycopy(part, 0, bytes, at, part.length);
      at += part.length;
      write(parent.resolve(name).resolve(String.join("/", path)), part);
      entries.add(new TorrentFileEntry(path, lengths[i]));
    }
    Metainfo torrent =
        new MetainfoBuilder(name, PIECE).files(entries).pieceHashes(hashes(bytes)).build();
    return new Content(torrent, parent.resolve(name), bytes);
  }

  /** Bytes {@code [from, from + length)}. */
  public byte[] slice(long from, int length) {
    return Arrays.copyOfRange(bytes, (int) from, (int) from + length);
  }

  public static byte[] random(String seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed.hashCode()).nextBytes(bytes);
    return bytes;
  }

  /** Writes a file as if an hour ago. */
  public static Path write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.resolve("..").normalize());
      Files.write(file, bytes);
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] hashes(byte[] bytes) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      int pieces = (bytes.length + PIECE - 1) / PIECE;
      byte[] hashes = new byte[20 * pieces];
      for (int piece = 0; piece < pieces; piece++) {
        int from = piece * PIECE;
        sha1.update(bytes, from, Math.min(PIECE, bytes.length - from));
        System.arraycopy(sha1.digest(), 0, hashes, 20 * piece, 20);
      }
      return hashes;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
