package org.everswarm.protocol.metainfo;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BList;
import org.everswarm.protocol.bencode.BString;
import org.everswarm.protocol.bencode.BValue;
import org.everswarm.protocol.bencode.BencodeReader;
import org.everswarm.protocol.bencode.BencodeWriter;
import org.everswarm.protocol.bencode.MalformedBencode;
import org.jspecify.annotations.Nullable;

/**
 * A .torrent file (BEP 3, 12, 19, 27; of BEP 52 hybrids the version 1 part). Rewrites change only
 * the keys they name: {@code info}, and so the swarm, stays the same for every buyer, and keys
 * nobody here knows are kept.
 *
 * <p>Immutable.
 */
public final class Metainfo {

  private static final BString INFO = BString.of("info");
  private static final Set<String> CANONICAL =
      Set.of("info", "piece layers", "creation date", "created by", "encoding");
  private static final BencodeReader READER = new BencodeReader(MetainfoLimits.BENCODE);

  /** Top-level keys and their bencoded values, as they were read. Nobody changes either. */
  private final NavigableMap<BString, byte[]> encoded;

  private final Info info;
  private final InfoHash infoHash;
  private final TopLevel top;

  private Metainfo(
      NavigableMap<BString, byte[]> encoded, Info info, InfoHash infoHash, TopLevel top) {
    this.encoded = encoded;
    this.info = info;
    this.infoHash = infoHash;
    this.top = top;
  }

  /** Reads a .torrent. Keys out of order are taken as others wrote them; nothing else is. */
  public static Metainfo parse(byte[] torrent) throws MalformedMetainfo {
    BDict dict = readDict(torrent);
    NavigableMap<BString, byte[]> encoded = new TreeMap<>();
    for (BString key : dict.keys()) {
      BDict.Range range = dict.range(key).orElseThrow();
      encoded.put(key, Arrays.copyOfRange(torrent, range.from(), range.to()));
    }
    byte[] infoBytes = encoded.get(INFO);
    if (infoBytes == null) {
      throw new MalformedMetainfo("there is no 'info'");
    }
    Info info = Info.of(dict.find(INFO).orElseThrow());
    return new Metainfo(
        encoded, info, InfoHash.of(sha1().digest(infoBytes)), TopLevel.of(new Fields(dict)));
  }

  /** The hash that names the torrent. */
  public InfoHash infoHash() {
    return infoHash;
  }

  /** The bencoded {@code info} dictionary, byte for byte; a new array. */
  public byte[] infoBytes() {
    return encoded.getOrDefault(INFO, new byte[0]).clone();
  }

  /** The name of the file, or of the directory of the files: safe as one path element. */
  public String name() {
    return info.name();
  }

  /** Whether peers may come from the trackers alone (BEP 27). */
  public boolean isPrivate() {
    return info.isPrivate();
  }

  /** Whether a file in it is a symbolic link (BEP 47), which may lead to any file of a reader's. */
  public boolean hasSymlinks() {
    return info.hasSymlinks();
  }

  /** Whether this is one file, not a directory of files. */
  public boolean singleFile() {
    return info.singleFile();
  }

  /** Bytes of every piece but the last; at most 64 MiB. */
  public long pieceLength() {
    return info.pieceLength();
  }

  /** Bytes of the piece {@code index}. */
  public int pieceLength(int index) {
    int last = pieceCount() - 1;
    Objects.checkIndex(index, pieceCount());
    long length = index < last ? pieceLength() : totalLength() - last * pieceLength();
    return (int) length;
  }

  /** How many pieces there are; at least one. */
  public int pieceCount() {
    return info.pieceHashes().count();
  }

  /** Bytes of all files, padding among them; at least one. */
  public long totalLength() {
    return info.totalLength();
  }

  /** The SHA-1 of the piece {@code index}; a new array of 20 bytes. */
  public byte[] pieceHash(int index) {
    return info.pieceHashes().get(index);
  }

  /** Whether {@code sha1} is that of the piece {@code index}. */
  public boolean pieceMatches(int index, byte[] sha1) {
    return info.pieceHashes().matches(index, sha1);
  }

  /** The files in the order of their bytes. */
  public List<TorrentFileEntry> files() {
    return info.files();
  }

  /** The trackers in tiers (BEP 12); a lone {@code announce} is one tier. */
  public List<List<String>> announceList() {
    return top.trackers();
  }

  /** The web seeds (BEP 19). */
  public List<String> urlList() {
    return top.webSeeds();
  }

  /** What the author had to say. */
  public Optional<String> comment() {
    return top.comment();
  }

  /** This torrent with these trackers alone; empty tiers are left out. */
  public Metainfo withTrackers(List<List<String>> tiers) {
    TopLevel changed = top.withTrackers(tiers);
    List<String> all = changed.trackers().stream().flatMap(List::stream).toList();
    NavigableMap<BString, byte[]> keys = new TreeMap<>(encoded);
    put(keys, "announce", all.isEmpty() ? null : BString.of(all.get(0)));
    // A single tracker needs no list, and old clients read no list.
    put(keys, "announce-list", all.size() < 2 ? null : tierList(changed.trackers()));
    return new Metainfo(keys, info, infoHash, changed);
  }

  /** This torrent with these web seeds alone. */
  public Metainfo withWebSeeds(List<String> urls) {
    TopLevel changed = top.withWebSeeds(urls);
    NavigableMap<BString, byte[]> keys = new TreeMap<>(encoded);
    put(keys, "url-list", urls.isEmpty() ? null : BList.ofTexts(changed.webSeeds()));
    return new Metainfo(keys, info, infoHash, changed);
  }

  /**
   * This torrent without anything that names a host or a person: of the keys beside {@code info}
   * only those stay that content is checked with (BEP 52), and when and by what it was made.
   */
  public Metainfo canonical() {
    NavigableMap<BString, byte[]> keys = new TreeMap<>(encoded);
    keys.keySet().removeIf(key -> !CANONICAL.contains(key.text()));
    return new Metainfo(keys, info, infoHash, new TopLevel(List.of(), List.of(), Optional.empty()));
  }

  /** This torrent with this comment; an empty one removes it. */
  public Metainfo withComment(String comment) {
    NavigableMap<BString, byte[]> keys = new TreeMap<>(encoded);
    put(keys, "comment", comment.isEmpty() ? null : BString.of(comment));
    return new Metainfo(keys, info, infoHash, top.withComment(comment));
  }

  /** The .torrent file, its top-level keys sorted; a new array. */
  public byte[] toBytes() {
    return BencodeWriter.writeDict(encoded);
  }

  @Override
  public String toString() {
    return "Metainfo[" + infoHash + "]";
  }

  private static BDict readDict(byte[] torrent) throws MalformedMetainfo {
    try {
      return READER.readDict(torrent);
    } catch (MalformedBencode malformed) {
      throw new MalformedMetainfo("no bencoded dictionary: " + malformed.getMessage());
    }
  }

  private static void put(
      NavigableMap<BString, byte[]> keys, String key, @Nullable BValue valueOrNone) {
    if (valueOrNone == null) {
      keys.remove(BString.of(key));
    } else {
      keys.put(BString.of(key), BencodeWriter.write(valueOrNone));
    }
  }

  private static BList tierList(List<List<String>> tiers) {
    return new BList(tiers.stream().<BValue>map(BList::ofTexts).toList());
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
