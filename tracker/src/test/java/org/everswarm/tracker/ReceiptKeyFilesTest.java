package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptKeyFilesTest {

  private static final Instant MADE = Instant.parse("2026-01-02T03:04:05Z");

  private final ReceiptPrivateKey key = ReceiptPrivateKey.generate(7, new SecureRandom());
  private final ReceiptKeyFiles files;

  ReceiptKeyFilesTest(@TempDir Path directory) {
    files = new ReceiptKeyFiles(directory.resolve("keys"));
  }

  @Test
  void writesBothHalves() throws IOException {
    files.write(key, MADE);

    assertEquals(List.of(key.publicKey()), files.publicKeys());
    assertEquals(OptionalInt.of(7), files.newestPrivateKeyId());
  }

  @Test
  void aKeySaysWhenItWasMadeWhateverBecameOfItsFile() throws IOException {
    files.write(key, MADE);
    Path file = files.privateFile(7);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-07-01T00:00:00Z")));
    assertEquals(MADE, files.madeAt(7));
    assertEquals(key.publicKey(), ReceiptKeyFiles.readPrivate(file).publicKey());
    Files.writeString(file, key.line() + "\n");
    Files.setLastModifiedTime(file, FileTime.from(MADE));
    assertEquals(MADE, files.madeAt(7), "one of before");
  }

  @Test
  void leavesNoPrivateKeyBesideAnothersPublicKey() throws IOException {
    ReceiptPrivateKey another = ReceiptPrivateKey.generate(7, new SecureRandom());
    files.keep(another.publicKey());

    assertThrows(FileAlreadyExistsException.class, () -> files.write(key, MADE));
    assertFalse(Files.exists(files.privateFile(7)));
    assertEquals(List.of(another.publicKey()), files.publicKeys());
  }

  @Test
  void leavesNoPublicKeyBesideAnothersPrivateKey() throws IOException {
    files.write(key, MADE);
    Files.delete(files.publicFile(7));
    String before = Files.readString(files.privateFile(7));

    ReceiptPrivateKey another = ReceiptPrivateKey.generate(7, new SecureRandom());
    assertThrows(FileAlreadyExistsException.class, () -> files.write(another, MADE));
    assertFalse(Files.exists(files.publicFile(7)));
    assertTrue(Files.readString(files.privateFile(7)).equals(before));
  }
}
