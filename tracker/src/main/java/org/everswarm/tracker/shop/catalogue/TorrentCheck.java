package org.everswarm.tracker.shop.catalogue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.metainfo.MalformedMetainfo;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.metainfo.TorrentFileEntry;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.text.Texts;

/**
 * Which .torrent files are taken: those that stock clients take on every system, with names that
 * are what they look like.
 */
final class TorrentCheck {

  static final int BYTES_MAX = 10 << 20;

  private static final long PIECE_UNIT_BYTES = 16 << 10;
  private static final long CONTENT_BYTES_MAX = 16L << 40;
  private static final int FILES_MAX = 20_000;

  /** UTF-8 bytes of a path with its slashes: what leaves room for a directory on most systems. */
  private static final int PATH_BYTES_MAX = 1000;

  private static final Pattern DEVICE =
      Pattern.compile(
          "(?i)(con|prn|aux|nul|clock\\$|conin\\$|conout\\$|(com|lpt)[0-9¹²³])(\\..*)?");

  /** What file systems or shells of others give a meaning. */
  private static final String FORBIDDEN = "<>:\"|?*\uFFFD";

  private TorrentCheck() {}

  /**
   * The canonical form of an upload.
   *
   * @throws Problem INVALID or TOO_LARGE with a sentence that says why it is not taken
   */
  static Metainfo check(byte[] upload) {
    if (upload.length > BYTES_MAX) {
      throw new Problem(Kind.TOO_LARGE, "A .torrent file has at most 10 MiB; use longer pieces.");
    }
    Metainfo metainfo;
    try {
      metainfo = Metainfo.parse(upload).canonical();
    } catch (MalformedMetainfo malformed) {
      throw refused("this is no .torrent file: " + malformed.reason());
    }
    if (metainfo.pieceLength() % PIECE_UNIT_BYTES != 0) {
      throw refused("the piece length is not a multiple of 16 KiB; make it with longer pieces");
    }
    if (metainfo.totalLength() > CONTENT_BYTES_MAX) {
      throw refused("its files have more than 16 TiB; make several items of them");
    }
    if (metainfo.hasSymlinks()) {
      throw refused(
          "there is a symbolic link in it (BEP 47), which leads elsewhere on each system; make it"
              + " again with a copy of the file instead");
    }
    requireNames(metainfo);
    return metainfo;
  }

  /** Refuses what the gate would not hold. */
  static void requireFit(Metainfo metainfo, Gate gate) {
    if (gate.needsReceipt() && !metainfo.isPrivate()) {
      throw refused(
          "what is behind a gate must be private (BEP 27), or clients pass its peers on; make it"
              + " again with the private flag");
    }
  }

  /** What {@link #check} gave once. */
  static Metainfo stored(byte[] canonical) {
    try {
      return Metainfo.parse(canonical);
    } catch (MalformedMetainfo impossible) {
      throw new IllegalStateException("a stored .torrent is none", impossible);
    }
  }

  private static void requireNames(Metainfo metainfo) {
    requireName(metainfo.name());
    List<TorrentFileEntry> files =
        metainfo.files().stream().filter(file -> !file.padding()).toList();
    if (files.size() > FILES_MAX) {
      throw refused("it has more than " + FILES_MAX + " files");
    }
    Set<String> folded = new HashSet<>();
    for (TorrentFileEntry file : files) {
      file.path().forEach(TorrentCheck::requireName);
      String path = String.join("/", file.path());
      if (path.getBytes(StandardCharsets.UTF_8).length > PATH_BYTES_MAX) {
        throw refused("a path in it is longer than " + PATH_BYTES_MAX + " bytes");
      }
      if (!folded.add(file.folded())) {
        throw refused(
            "two paths in it are one on some systems, for they differ only in upper and lower case"
                + " or in how accents are written (Unicode NFC and NFD); rename one of the files");
      }
    }
  }

  private static void requireName(String name) {
    boolean plain =
        Texts.isPlain(name, false) && name.chars().noneMatch(c -> FORBIDDEN.indexOf(c) >= 0);
    if (!plain) {
      throw refused(
          "the name of a file in it has a character that is not visible, turns the direction of"
              + " writing, is no UTF-8, or is one of < > : \" | ? *");
    }
    if (!name.equals(name.strip()) || name.endsWith(".")) {
      throw refused("the name of a file in it begins or ends with a space, or ends with a dot");
    }
    if (DEVICE.matcher(name).matches()) {
      throw refused("the name of a file in it is that of a device on some systems");
    }
  }

  private static Problem refused(String why) {
    return new Problem(Kind.INVALID, "The torrent is not taken: " + why + ".");
  }
}
