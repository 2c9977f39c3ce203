package org.everswarm.node;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import org.everswarm.node.store.ContentTree;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.metainfo.TorrentFileEntry;

/**
 * Cuts a directory into what is free, what an e-mail address opens and what is paid for: each
 * becomes a torrent. A file that several patterns name is as open as any of them says.
 */
record PublishParts(List<Part> parts) {

  /** A torrent to be: the files behind one gate. */
  record Part(Gate gate, String name, ContentTree content) {}

  PublishParts {
    parts = List.copyOf(parts);
  }

  static PublishParts of(ContentTree all, List<String> free, List<String> email) {
    List<PathMatcher> freely = free.stream().map(PublishParts::matcher).toList();
    List<PathMatcher> byEmail = email.stream().map(PublishParts::matcher).toList();
    List<Part> parts = new ArrayList<>();
    for (Gate gate : Gate.values()) {
      ContentTree content = all.only(path -> gate(path, freely, byEmail) == gate);
      if (content.totalLength() > 0) {
        requireDistinct(content);
        parts.add(new Part(gate, name(all, gate), content));
      }
    }
    requireUse("--free", free, all, freely);
    requireUse("--email", email, all, byEmail);
    return new PublishParts(parts);
  }

  /** On some systems two such files are one, so no shop takes a torrent of both. */
  private static void requireDistinct(ContentTree content) {
    Map<String, TorrentFileEntry> files = new HashMap<>();
    for (TorrentFileEntry file : content.entries()) {
      TorrentFileEntry twin = files.putIfAbsent(file.folded(), file);
      if (twin != null) {
        throw new ConfigException(
            "'"
                + String.join("/", twin.path())
                + "' and '"
                + String.join("/", file.path())
                + "' are one file on some systems, for they differ only in upper and lower case or"
                + " in how accents are written; rename one.");
      }
    }
  }

  boolean paid() {
    return parts.stream().anyMatch(part -> part.gate() == Gate.PAID);
  }

  private static Gate gate(String path, List<PathMatcher> free, List<PathMatcher> email) {
    if (matches(free, path)) {
      return Gate.FREE;
    }
    return matches(email, path) ? Gate.EMAIL : Gate.PAID;
  }

  private static boolean matches(List<PathMatcher> patterns, String path) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(Path.of(path)));
  }

  /** The paid part has the directory's own name; two torrents must not share one. */
  private static String name(ContentTree all, Gate gate) {
    return gate == Gate.PAID
        ? all.name()
        : all.name() + " (" + gate.name().toLowerCase(Locale.ROOT) + ")";
  }

  private static PathMatcher matcher(String glob) {
    FileSystem files = FileSystems.getDefault();
    try {
      return files.getPathMatcher("glob:" + glob);
    } catch (PatternSyntaxException wrong) {
      throw new ConfigException("'" + glob + "' is no pattern of file names.", wrong);
    }
  }

  /** A pattern that names no file is a slip of the pen that would sell what should be free. */
  private static void requireUse(
      String option, List<String> globs, ContentTree all, List<PathMatcher> matchers) {
    for (int i = 0; i < globs.size(); i++) {
      List<PathMatcher> one = List.of(matchers.get(i));
      if (all.only(path -> matches(one, path)).files().isEmpty()) {
        throw new ConfigException(option + " '" + globs.get(i) + "' names no file.");
      }
    }
  }
}
