package org.everswarm.node.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.everswarm.protocol.metainfo.TorrentFileEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentTreeTest {

  private final Path directory;

  ContentTreeTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private Path write(String name, int length) {
    return Content.write(directory.resolve(name), Content.random(name, length));
  }

  private static String refusal(Path... paths) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> ContentTree.of(List.of(paths)))
            .getMessage());
  }

  @Test
  void oneFileIsASingleFileTorrent() throws IOException {
    ContentTree tree = ContentTree.of(List.of(write("film.mkv", 10)));
    assertTrue(tree.singleFile());
    assertEquals("film.mkv", tree.name());
    assertEquals(10, tree.totalLength());
  }

  @Test
  void aDirectoryIsListedInOrderWithoutHiddenFilesAndLinks() throws IOException {
    write("d/b", 2);
    write("d/a/z", 1);
    write("d/.hidden", 5);
    write("d/.git/config", 5);
    write("d/empty", 0);
    Path secret = write("secret", 100);
    Files.createSymbolicLink(directory.resolve("d/link"), secret);
    Files.createSymbolicLink(directory.resolve("d/dirlink"), directory);
    ContentTree tree = ContentTree.of(List.of(directory.resolve("d")));
    assertFalse(tree.singleFile());
    assertEquals("d", tree.name());
    assertEquals(
        List.of(
            new TorrentFileEntry(List.of("a", "z"), 1),
            new TorrentFileEntry(List.of("b"), 2),
            new TorrentFileEntry(List.of("empty"), 0)),
        tree.entries());
    assertEquals(4, tree.skipped());
  }

  @Test
  void aLinkThatIsNamedOutrightIsFollowed() throws IOException {
    Path file = write("real", 10);
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    assertEquals(10, ContentTree.of(List.of(link)).totalLength());
    write("dir/f", 3);
    Path dir = Files.createSymbolicLink(directory.resolve("dlink"), directory.resolve("dir"));
    ContentTree tree = ContentTree.of(List.of(dir));
    assertEquals("dlink", tree.name());
    assertEquals(List.of(new TorrentFileEntry(List.of("f"), 3)), tree.entries());
  }

  @Test
  void severalPathsBecomeOneTorrent() throws IOException {
    Path one = write("one.txt", 1);
    write("d/two.txt", 2);
    ContentTree tree = ContentTree.of(List.of(one, directory.resolve("d")));
    assertEquals(
        List.of(
            new TorrentFileEntry(List.of("d", "two.txt"), 2),
            new TorrentFileEntry(List.of("one.txt"), 1)),
        tree.entries());
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    Path empty = Files.createDirectory(directory.resolve("nothing"));
    assertTrue(refusal(empty).contains("nothing to seed"));
    assertTrue(refusal(write("zero", 0)).contains("nothing to seed"));
    assertTrue(refusal(directory.resolve("absent")).contains("absent does not exist"));
    assertTrue(refusal(Path.of("/dev/null")).contains("/dev/null"));
  }

  @Test
  void namesAnUnreadableFile() {
    Path file = write("d/locked", 10);
    assumeFalse(!file.toFile().setReadable(false) || Files.isReadable(file), "run as root");
    assertTrue(refusal(directory.resolve("d")).contains("locked cannot be read"));
  }

  @Test
  void hashesLikeOneThreadWould() throws Exception {
    Content content = Content.directory(directory, "h", 100_000, 1, 0, 70_000);
    ContentTree tree = ContentTree.of(List.of(content.path()));
    LongAdder progress = new LongAdder();
    byte[] hashes = new ContentHasher(tree, Content.PIECE).hash(3, progress::add);
    assertEquals(170_001, progress.sum());
    byte[] inOrder = new byte[170_001];
    int at = 0;
    for (Path file : tree.files()) {
      byte[] bytes = Files.readAllBytes(file);
      System.arraycopy(bytes, 0, inOrder, at, bytes.length);
      at += bytes.length;
    }
    assertArrayEquals(Content.hashes(inOrder), hashes);
  }

  @Test
  void aFileThatChangesMeanwhileIsNamed() throws Exception {
    Path file = write("f", 100_000);
    ContentHasher hasher = new ContentHasher(ContentTree.of(List.of(file)), Content.PIECE);
    IllegalArgumentException changed =
        assertThrows(
            IllegalArgumentException.class,
            () -> hasher.hash(1, done -> Content.write(file, new byte[100_001])));
    assertTrue(String.valueOf(changed.getMessage()).contains("changed while it was read"));
  }
}
