package org.everswarm.protocol.metainfo;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which paths a torrent may name: none that leaves its directory, none twice. */
final class FilePaths {

  private FilePaths() {}

  /** A name that is one element of a path on every file system and in every URL. */
  static void requireElement(String name) throws MalformedMetainfo {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw new MalformedMetainfo("a file or directory must have a name of its own");
    }
    if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0) {
      throw new MalformedMetainfo("a file name has a slash, a backslash or a zero in it");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MetainfoLimits.MAX_NAME_BYTES) {
      throw new MalformedMetainfo(
          "a file name is longer than " + MetainfoLimits.MAX_NAME_BYTES + " bytes");
    }
  }

  static void requirePath(List<String> path) throws MalformedMetainfo {
    if (path.isEmpty() || path.size() > MetainfoLimits.MAX_PATH_DEPTH) {
      throw new MalformedMetainfo("a path has 1 to " + MetainfoLimits.MAX_PATH_DEPTH + " elements");
    }
    for (String element : path) {
      requireElement(element);
    }
  }

  /** No file twice, and none where another has a directory. Padding is on no disk. */
  static void requireDistinct(List<TorrentFileEntry> files) throws MalformedMetainfo {
    Set<List<String>> paths = new HashSet<>();
    for (TorrentFileEntry file : files) {
      if (!file.padding() && !paths.add(file.path())) {
        throw new MalformedMetainfo("two files have the same path");
      }
    }
    for (List<String> path : paths) {
      for (int depth = 1; depth < path.size(); depth++) {
        if (paths.contains(path.subList(0, depth))) {
          throw new MalformedMetainfo("a file has the path of a directory");
        }
      }
    }
  }
}
