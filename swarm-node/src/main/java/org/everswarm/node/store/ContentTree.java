package org.everswarm.node.store;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.everswarm.protocol.metainfo.TorrentFileEntry;

/**
 * The files to be seeded, in the order of the torrent. Immutable.
 *
 * <p>Hidden files and anything that is no regular file are skipped. A symbolic link that is named
 * outright is followed; one found inside a directory is skipped, so that nothing from outside the
 * directory is published by accident.
 *
 * @param name suggested for the torrent
 * @param singleFile whether there is one file, named outright
 * @param skipped how many entries were skipped
 */
public record ContentTree(
    String name,
    boolean singleFile,
    List<TorrentFileEntry> entries,
    List<Path> files,
    int skipped) {

  public ContentTree {
    entries = List.copyOf(entries);
    files = List.copyOf(files);
  }

  /**
   * Lists what {@code paths} name: one file is a single-file torrent, one directory a torrent of
   * what is below it, several a torrent of all of them.
   *
   * @throws IllegalArgumentException with a sentence when there is nothing, or something unreadable
   */
  public static ContentTree of(List<Path> paths) throws IOException {
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new IllegalArgumentException(path + " does not exist");
      }
    }
    Listing listing = new Listing();
    boolean single = paths.size() == 1 && Files.isRegularFile(paths.get(0));
    for (Path path : paths) {
      boolean root = paths.size() == 1 && !single;
      listing.add(path.toAbsolutePath().normalize(), root);
    }
    listing.requireContent(paths);
    return new ContentTree(
        fileName(paths.get(0)), single, listing.entries(), listing.files(), listing.skipped);
  }

  /**
   * Those of the files whose path in the torrent, with {@code /} between its elements, is wanted;
   * they keep their paths.
   */
  public ContentTree only(Predicate<String> wanted) {
    List<TorrentFileEntry> keptEntries = new ArrayList<>();
    List<Path> keptFiles = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      if (wanted.test(String.join("/", entries.get(i).path()))) {
        keptEntries.add(entries.get(i));
        keptFiles.add(files.get(i));
      }
    }
    return new ContentTree(name, singleFile, keptEntries, keptFiles, skipped);
  }

  /** How many bytes there are. */
  public long totalLength() {
    return entries.stream().mapToLong(TorrentFileEntry::length).sum();
  }

  private static String fileName(Path path) {
    Path name = path.toAbsolutePath().normalize().getFileName();
    return name == null ? "files" : name.toString();
  }

  private record Found(List<String> path, Path file, long length) {}

  private static final class Listing {
    private final List<Found> found = new ArrayList<>();
    private int skipped;

    void add(Path path, boolean root) throws IOException {
      if (Files.isDirectory(path)) {
        addDirectory(path.toRealPath(), root ? List.of() : List.of(fileName(path)));
      } else if (Files.isRegularFile(path)) {
        addFile(path, List.of(fileName(path)), Files.size(path));
      } else {
        throw new IllegalArgumentException(path + " is neither a file nor a directory");
      }
    }

    private void addDirectory(Path directory, List<String> prefix) throws IOException {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes is) {
              if (!dir.equals(directory) && isHidden(dir)) {
                skipped++;
                return FileVisitResult.SKIP_SUBTREE;
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
              if (!is.isRegularFile() || isHidden(file)) {
                skipped++;
              } else {
                addFile(file, below(prefix, directory.relativize(file)), is.size());
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
              throw new IllegalArgumentException(file + " cannot be read", failure);
            }
          });
    }

    private static boolean isHidden(Path path) {
      return fileName(path).startsWith(".");
    }

    private static List<String> below(List<String> prefix, Path relative) {
      List<String> path = new ArrayList<>(prefix);
      relative.forEach(element -> path.add(element.toString()));
      return path;
    }

    private void addFile(Path file, List<String> path, long length) {
      if (!Files.isReadable(file)) {
        throw new IllegalArgumentException(file + " cannot be read");
      }
      found.add(new Found(path, file, length));
    }

    void requireContent(List<Path> paths) {
      if (found.stream().allMatch(file -> file.length() == 0)) {
        throw new IllegalArgumentException(
            "there is nothing to seed in " + paths.get(0) + ": no file with content, hidden aside");
      }
      found.sort(Comparator.comparing(file -> String.join("/", file.path())));
    }

    List<TorrentFileEntry> entries() {
      return found.stream().map(file -> new TorrentFileEntry(file.path(), file.length())).toList();
    }

    List<Path> files() {
      return found.stream().map(Found::file).toList();
    }
  }
}
