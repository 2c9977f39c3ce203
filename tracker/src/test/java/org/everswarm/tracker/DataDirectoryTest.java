package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  private final Path parent;

  DataDirectoryTest(@TempDir Path parent) {
    this.parent = parent;
  }

  @Test
  void isMadeForItsOwnerAlone() throws IOException {
    Path path = parent.resolve("a/data");
    DataDirectory.open(path, System::currentTimeMillis).close();
    assertEquals("rwx------", permissions(path));
    assertEquals("rw-------", permissions(path.resolve("admin-token")));
    assertEquals("rw-------", permissions(path.resolve("connection-id-key")));
  }

  @Test
  void keepsItsSecrets() throws IOException {
    Path path = parent.resolve("data");
    AdminToken token;
    Object connectionKey;
    try (DataDirectory first = DataDirectory.open(path, System::currentTimeMillis)) {
      token = first.adminToken();
      connectionKey = first.connectionKey();
    }
    try (DataDirectory second = DataDirectory.open(path, System::currentTimeMillis)) {
      assertEquals(token, second.adminToken());
      assertEquals(connectionKey, second.connectionKey());
    }
    assertTrue(token.text().length() >= 40);
    assertFalse(token.toString().contains(token.text()));
  }

  @Test
  void refusesASecondProcess() throws IOException {
    Path path = parent.resolve("data");
    try (DataDirectory first = DataDirectory.open(path, System::currentTimeMillis)) {
      ConfigException refused =
          assertThrows(
              ConfigException.class, () -> DataDirectory.open(path, System::currentTimeMillis));
      assertEquals(
          "--data: " + path + " is in use by another process; give each node its own directory.",
          refused.getMessage());
      assertTrue(first.keys().publicKeys().isEmpty());
    }
    DataDirectory.open(path, System::currentTimeMillis).close();
  }

  @Test
  void refusesAFileInItsPlace() throws IOException {
    Path file = Files.writeString(parent.resolve("data"), "");
    assertSentence(file, "cannot be used as data directory");
  }

  @Test
  void refusesADamagedConnectionIdKey() throws IOException {
    Path path = Files.createDirectory(parent.resolve("data"));
    Files.writeString(path.resolve("connection-id-key"), "everswarm");
    assertSentence(path, "holds no connection id key");
  }

  @Test
  void refusesAnEmptyAdminToken() throws IOException {
    Path path = Files.createDirectory(parent.resolve("data"));
    Files.writeString(path.resolve("admin-token"), "\n");
    assertSentence(path, "must hold one word of 16 to 512 ASCII characters.");
  }

  @Test
  void leavesNoTemporaryFileBehind() throws IOException {
    Path path = parent.resolve("data");
    DataDirectory.open(path, System::currentTimeMillis).close();
    try (Stream<Path> files = Files.list(path)) {
      assertEquals(0, files.filter(file -> file.toString().endsWith(".tmp")).count());
    }
  }

  private static void assertSentence(Path path, String part) {
    ConfigException refused =
        assertThrows(
            ConfigException.class, () -> DataDirectory.open(path, System::currentTimeMillis));
    String sentence = String.valueOf(refused.getMessage());
    assertTrue(sentence.contains(part), sentence);
    assertEquals(1, sentence.lines().count());
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
