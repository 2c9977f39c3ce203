package org.everswarm.node.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.metainfo.MalformedMetainfo;
import org.everswarm.protocol.metainfo.Metainfo;

/**
 * The directory that remembers what a node holds: {@code HASH.torrent} and {@code HASH.json}, its
 * manifest, for each torrent. A torrent without a manifest was never wholly added and counts for
 * nothing. Every file is written beside its place, forced to disk and renamed. Blocks.
 */
final class TorrentDirectory {

  private static final String MANIFEST = ".json";
  private static final String TORRENT = ".torrent";

  private final Path directory;
  private final ObjectMapper json = new ObjectMapper();

  TorrentDirectory(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  /** The manifests there are, readable or not. */
  List<Path> manifests() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(MANIFEST)).sorted().toList();
    }
  }

  Manifest read(Path manifest) throws IOException {
    Manifest read = json.readValue(Files.readAllBytes(manifest), Manifest.class);
    if (read.version() != Manifest.VERSION) {
      throw new IOException("it is of version " + read.version());
    }
    return read;
  }

  Manifest read(InfoHash infoHash) throws IOException {
    return read(file(infoHash, MANIFEST));
  }

  Metainfo torrent(InfoHash infoHash) throws IOException {
    try {
      return Metainfo.parse(Files.readAllBytes(file(infoHash, TORRENT)));
    } catch (MalformedMetainfo damaged) {
      throw new IOException(file(infoHash, TORRENT) + " is damaged", damaged);
    }
  }

  boolean hasTorrent(InfoHash infoHash) {
    return Files.isReadable(file(infoHash, TORRENT));
  }

  void write(Metainfo torrent, Manifest manifest) throws IOException {
    writeAtomically(file(torrent.infoHash(), TORRENT), torrent.toBytes());
    write(torrent.infoHash(), manifest);
  }

  void write(InfoHash infoHash, Manifest manifest) throws IOException {
    writeAtomically(
        file(infoHash, MANIFEST),
        json.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
  }

  /** The manifest goes first, so that half a removal leaves nothing that counts. */
  void remove(InfoHash infoHash) throws IOException {
    Files.deleteIfExists(file(infoHash, MANIFEST));
    Files.deleteIfExists(file(infoHash, TORRENT));
  }

  private Path file(InfoHash infoHash, String suffix) {
    return directory.resolve(infoHash.hex() + suffix);
  }

  private void writeAtomically(Path file, byte[] bytes) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceDirectory();
  }

  private void forceDirectory() throws IOException {
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    } catch (NoSuchFileException gone) {
      throw gone;
    } catch (IOException cannotBeForced) {
      // Some file systems do not open directories; the rename is then as durable as they make it.
    }
  }
}
