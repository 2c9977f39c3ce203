package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.everswarm.tracker.ops.KeyRing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTest {

  private final SecureRandom random = new SecureRandom();
  private final AtomicLong seconds = new AtomicLong();
  private final Ring ring = new Ring();
  private final ReceiptKeyFiles files;

  SigningKeysTest(@TempDir Path directory) {
    files = new ReceiptKeyFiles(directory.resolve("keys"));
  }

  private static final class Ring implements KeyRing {

    private final List<ReceiptPublicKey> keys = new ArrayList<>();

    @Override
    public List<ReceiptPublicKey> keys() {
      return List.copyOf(keys);
    }

    @Override
    public void add(ReceiptPublicKey key) {
      if (!keys.contains(key)) {
        keys.add(key);
      }
    }
  }

  private SigningKeys open() {
    return SigningKeys.open(files, ring, () -> TimeUnit.SECONDS.toNanos(seconds.get()), random);
  }

  @Test
  void theFirstKeyIsMadeAndKept() {
    SigningKeys keys = open();
    assertEquals(1, keys.keyId());
    assertTrue(Files.exists(files.privateFile(1)));
    assertEquals(1, ring.keys().size());
    assertEquals(1, open().keyId());
    assertEquals(1, ring.keys().size(), "it is the same one");
  }

  @Test
  void aNewerKeySignsAsSoonAsTrackersKnowIt() throws IOException {
    SigningKeys keys = open();
    ReceiptPrivateKey newer = ReceiptPrivateKey.generate(2, random);
    files.write(newer, Instant.ofEpochSecond(1_000));
    seconds.addAndGet(6);
    assertEquals(1, keys.sign(7, 8, 9, ReceiptKind.BUYER).keyId(), "no tracker knows it yet");
    ring.add(newer.publicKey());
    seconds.addAndGet(6);
    assertEquals(2, keys.sign(7, 8, 9, ReceiptKind.BUYER).keyId());
    assertEquals(500, keys.ageSeconds(() -> Instant.ofEpochSecond(1_500)));
  }
}
