package org.everswarm.protocol.metainfo;

import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BList;
import org.everswarm.protocol.bencode.BString;
import org.everswarm.protocol.bencode.BValue;
import org.everswarm.protocol.bencode.BencodeWriter;

/**
 * Makes the .torrent of new content. Trackers, web seeds and a comment are put on what {@link
 * #build} returns.
 *
 * <p>Not thread-safe.
 */
public final class MetainfoBuilder {

  /** Enough that no two torrents of the same files ever share an info-hash. */
  private static final int ENTROPY_BYTES = 64;

  private final BDict.Builder info = BDict.builder();
  private final BDict.Builder top = BDict.builder();

  /** Starts a torrent; its content and piece hashes must follow. */
  public MetainfoBuilder(String name, int pieceLength) {
    info.put("name", name).put("piece length", pieceLength);
  }

  /** The content is one file of {@code length} bytes, named as the torrent is. */
  public MetainfoBuilder singleFile(long length) {
    info.put("length", length);
    return this;
  }

  /** The content is these files, in this order, in a directory named as the torrent is. */
  public MetainfoBuilder files(List<TorrentFileEntry> files) {
    info.put("files", new BList(files.stream().<BValue>map(MetainfoBuilder::encode).toList()));
    return this;
  }

  /** The SHA-1 of every piece, 20 bytes each, end to end. */
  public MetainfoBuilder pieceHashes(byte[] hashes) {
    info.put("pieces", hashes);
    return this;
  }

  /**
   * A private torrent (BEP 27) of its own: {@code source} and 64 random bytes make its info-hash
   * unlike that of the same files anywhere else, so nobody outside can join its swarm by chance.
   */
  public MetainfoBuilder privately(String source, RandomGenerator random) {
    byte[] entropy = new byte[ENTROPY_BYTES];
    random.nextBytes(entropy);
    info.put("private", 1).put("source", source).put("entropy", entropy);
    return this;
  }

  /** Who made the torrent, and when. */
  public MetainfoBuilder created(String by, Instant at) {
    top.put("created by", by).put("creation date", at.getEpochSecond());
    return this;
  }

  /**
   * The torrent.
   *
   * @throws IllegalArgumentException when {@link Metainfo#parse} would refuse it; the message says
   *     why
   */
  public Metainfo build() {
    try {
      return Metainfo.parse(BencodeWriter.write(top.put("info", info.build()).build()));
    } catch (MalformedMetainfo unfit) {
      throw new IllegalArgumentException(unfit.reason(), unfit);
    }
  }

  private static BDict encode(TorrentFileEntry file) {
    BDict.Builder entry = BDict.builder().put("length", file.length());
    if (file.padding()) {
      entry.put("attr", "p");
    }
    List<BValue> path = file.path().stream().<BValue>map(BString::of).toList();
    return entry.put("path", new BList(path)).build();
  }
}
