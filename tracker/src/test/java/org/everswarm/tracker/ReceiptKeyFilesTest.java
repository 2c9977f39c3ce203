package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.OptionalInt;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptKeyFilesTest {

  private final ReceiptPrivateKey key = ReceiptPrivateKey.generate(7, new SecureRandom());
  private final ReceiptKeyFiles files;

  ReceiptKeyFilesTest(@TempDir Path directory) {
    files = new ReceiptKeyFiles(directory.resolve("keys"));
  }

  @Test
  void writesBothHalves() throws IOException {
    files.write(key);

    assertEquals(List.of(key.publicKey()), files.publicKeys());
    assertEquals(OptionalInt.of(7), files.newestPrivateKeyId());
  }

  @Test
  void leavesNoPrivateKeyBesideAnothersPublicKey() throws IOException {
    ReceiptPrivateKey another = ReceiptPrivateKey.generate(7, new SecureRandom());
    files.keep(another.publicKey());

    assertThrows(FileAlreadyExistsException.class, () -> files.write(key));
    assertFalse(Files.exists(files.privateFile(7)));
    assertEquals(List.of(another.publicKey()), files.publicKeys());
  }

  @Test
  void leavesNoPublicKeyBesideAnothersPrivateKey() throws IOException {
    files.write(key);
    Files.delete(files.publicFile(7));
    String before = Files.readString(files.privateFile(7));

    ReceiptPrivateKey another = ReceiptPrivateKey.generate(7, new SecureRandom());
    assertThrows(FileAlreadyExistsException.class, () -> files.write(another));
    assertFalse(Files.exists(files.publicFile(7)));
    assertTrue(Files.readString(files.privateFile(7)).equals(before));
  }
}
