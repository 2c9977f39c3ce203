package org.everswarm.tracker.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A file of text lines that only grows: each line behind its CRC-32C, on the disk before {@link
 * #append} returns.
 *
 * <p>Not thread-safe; blocks on the disk.
 *
 * <p>A process may die at any moment. A line that was being written then is torn: it is the last,
 * its writer was never told that it is kept, and it is dropped at the next opening. Damage anywhere
 * before means that the disk lost what it had promised, so the file is not opened at all. The file
 * is replaced as a whole, by renaming a finished copy, and locked while it is open.
 */
public final class Journal implements AutoCloseable {

  private final Path file;
  private final String header;
  private JournalFile open;
  private int lines;

  private Journal(Path file, String header, JournalFile open, int lines) {
    this.file = file;
    this.header = header;
    this.open = open;
    this.lines = lines;
  }

  /**
   * Opens a journal, or begins one.
   *
   * @param header its first line: what it is, and in which form
   * @param replay is given every line after the first, in the order of their writing
   * @throws IOException with a sentence that names the file, and the line where it is about one
   */
  public static Journal open(Path file, String header, Consumer<String> replay) throws IOException {
    if (!Files.exists(file)) {
      return new Journal(file, header, JournalFile.replace(file, List.of(header)), 0);
    }
    JournalFile open = JournalFile.lock(file);
    try {
      List<String> lines = open.read();
      if (lines.isEmpty()) {
        open.close();
        return new Journal(file, header, JournalFile.replace(file, List.of(header)), 0);
      }
      check(file, header, lines.get(0));
      replayAll(file, lines, replay);
      return new Journal(file, header, open, lines.size() - 1);
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  /** Adds a line; it is on the disk when this returns, and not in the file when this throws. */
  public void append(String line) throws IOException {
    append(List.of(line));
  }

  /** Adds lines: all are on the disk when this returns, and none in the file when this throws. */
  public void append(List<String> more) throws IOException {
    open.append(more);
    lines += more.size();
  }

  /** Puts these lines in the place of all others. */
  public void rewrite(List<String> all) throws IOException {
    List<String> whole = new ArrayList<>(all.size() + 1);
    whole.add(header);
    whole.addAll(all);
    JournalFile old = open;
    open = JournalFile.replace(file, whole);
    lines = all.size();
    old.close();
  }

  /** How many lines there are, the header not counted. */
  public int lines() {
    return lines;
  }

  @Override
  public void close() throws IOException {
    open.close();
  }

  private static void check(Path file, String header, String first) throws IOException {
    if (!first.equals(header)) {
      throw new IOException(
          file + " begins with \"" + first + "\" where \"" + header + "\" is due: not our file");
    }
  }

  private static void replayAll(Path file, List<String> lines, Consumer<String> replay)
      throws IOException {
    for (int i = 1; i < lines.size(); i++) {
      try {
        replay.accept(lines.get(i));
      } catch (IllegalArgumentException e) {
        throw new IOException(file + ", line " + (i + 1) + ": " + e.getMessage(), e);
      }
    }
  }
}
