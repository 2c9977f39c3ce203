package org.everswarm.protocol.metainfo;

import java.util.ArrayList;
import java.util.List;
import org.everswarm.protocol.bencode.BString;
import org.everswarm.protocol.bencode.BValue;

/** What the {@code info} dictionary says. */
record Info(
    String name,
    boolean singleFile,
    List<TorrentFileEntry> files,
    long totalLength,
    int pieceLength,
    PieceHashes pieceHashes,
    boolean isPrivate,
    boolean hasSymlinks) {

  static Info of(BValue value) throws MalformedMetainfo {
    Fields info = Fields.of(value, "'info'");
    String name = info.text(info.utf8Variant("name")).orElse("");
    FilePaths.requireElement(name);
    boolean singleFile = info.has("length");
    List<TorrentFileEntry> files = singleFile ? singleFile(info, name) : files(info);
    long totalLength = totalLength(files);
    int pieceLength = pieceLength(info);
    PieceHashes pieceHashes = new PieceHashes(info.bytes("pieces"));
    requirePieces(totalLength, pieceLength, pieceHashes.count());
    return new Info(
        name,
        singleFile,
        files,
        totalLength,
        pieceLength,
        pieceHashes,
        info.number("private", 0) != 0,
        hasSymlinks(info));
  }

  private static boolean hasSymlinks(Fields info) throws MalformedMetainfo {
    if (isSymlink(info)) {
      return true;
    }
    if (info.has("files")) {
      for (BValue file : info.list("files")) {
        if (isSymlink(Fields.of(file, "an entry of 'files'"))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isSymlink(Fields file) throws MalformedMetainfo {
    return file.has("symlink path") || hasAttribute(file, 'l');
  }

  private static boolean hasAttribute(Fields file, char attribute) throws MalformedMetainfo {
    return file.text("attr").orElse("").indexOf(attribute) >= 0;
  }

  private static List<TorrentFileEntry> singleFile(Fields info, String name)
      throws MalformedMetainfo {
    if (info.has("files")) {
      throw new MalformedMetainfo("there is both a 'length' and 'files'");
    }
    return List.of(new TorrentFileEntry(List.of(name), info.number("length")));
  }

  private static List<TorrentFileEntry> files(Fields info) throws MalformedMetainfo {
    if (!info.has("files") && info.has("file tree")) {
      throw new MalformedMetainfo("a torrent of version 2 alone (BEP 52) is not supported");
    }
    List<BValue> listed = info.list("files");
    if (listed.size() > MetainfoLimits.MAX_FILES) {
      throw new MalformedMetainfo("there are more than " + MetainfoLimits.MAX_FILES + " files");
    }
    List<TorrentFileEntry> files = new ArrayList<>(listed.size());
    for (BValue file : listed) {
      files.add(file(Fields.of(file, "an entry of 'files'")));
    }
    FilePaths.requireDistinct(files);
    return List.copyOf(files);
  }

  private static TorrentFileEntry file(Fields file) throws MalformedMetainfo {
    List<String> path = new ArrayList<>();
    for (BValue element : file.list(file.utf8Variant("path"))) {
      path.add(Fields.as(element, BString.class, "a path element").text());
    }
    FilePaths.requirePath(path);
    return new TorrentFileEntry(path, file.number("length"), hasAttribute(file, 'p'));
  }

  private static long totalLength(List<TorrentFileEntry> files) throws MalformedMetainfo {
    long total = 0;
    for (TorrentFileEntry file : files) {
      if (file.length() < 0) {
        throw new MalformedMetainfo("a file has a negative length");
      }
      total += file.length();
      if (total < 0) {
        throw new MalformedMetainfo("the files are longer than 64 bits can tell");
      }
    }
    return total;
  }

  private static int pieceLength(Fields info) throws MalformedMetainfo {
    long length = info.number("piece length");
    if (length < 1 || length > MetainfoLimits.MAX_PIECE_LENGTH) {
      throw new MalformedMetainfo("the piece length is not 1 byte to 64 MiB but " + length);
    }
    return (int) length;
  }

  private static void requirePieces(long totalLength, int pieceLength, int hashes)
      throws MalformedMetainfo {
    if (totalLength == 0) {
      throw new MalformedMetainfo("the torrent has no content");
    }
    long pieces = (totalLength - 1) / pieceLength + 1;
    if (pieces > MetainfoLimits.MAX_PIECES) {
      throw new MalformedMetainfo("there are more than " + MetainfoLimits.MAX_PIECES + " pieces");
    }
    if (hashes != pieces) {
      throw new MalformedMetainfo("there should be " + pieces + " piece hashes, and are " + hashes);
    }
  }
}
