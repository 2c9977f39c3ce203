package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {

  private final Path directory;

  DurableFilesTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void createsAFileOnce() throws IOException {
    Path file = directory.resolve("file");
    DurableFiles.createLine(file, "first", DurableFiles.OWNER_ONLY);
    assertThrows(
        FileAlreadyExistsException.class,
        () -> DurableFiles.createLine(file, "second", DurableFiles.OWNER_ONLY));
    assertEquals("first\n", Files.readString(file));
    assertEquals(1, count());
  }

  @Test
  void replacesAFile() throws IOException {
    Path file = directory.resolve("file");
    DurableFiles.replace(file, bytes("first"), DurableFiles.OWNER_ONLY);
    DurableFiles.replace(file, bytes("second"), DurableFiles.READABLE);
    assertEquals("second", Files.readString(file));
    assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(1, count());
  }

  private long count() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
