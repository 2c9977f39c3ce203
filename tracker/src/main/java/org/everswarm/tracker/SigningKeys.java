package org.everswarm.tracker;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.ops.KeyRing;
import org.everswarm.tracker.shop.receipts.Signer;

/**
 * Signs with the newest private key of the data directory that this node's gate knows, and looks
 * for a newer one every few seconds: {@code keys rotate} takes effect without a restart.
 *
 * <p>Thread-safe; reads the disk now and then.
 */
final class SigningKeys implements Signer {

  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final ReceiptKeyFiles files;
  private final KeyRing ring;
  private final LongSupplier nanoClock;
  private ReceiptSigner newest;
  private Instant madeAt;
  private long lookedNanos;

  private SigningKeys(
      ReceiptKeyFiles files, KeyRing ring, LongSupplier nanoClock, ReceiptSigner newest) {
    this.files = files;
    this.ring = ring;
    this.nanoClock = nanoClock;
    this.newest = newest;
    madeAt = files.madeAt(newest.publicKey().keyId());
    lookedNanos = nanoClock.getAsLong();
  }

  /** The keys of a directory; the first pair is made here if there is no private key. Blocks. */
  static SigningKeys open(
      ReceiptKeyFiles files, KeyRing ring, LongSupplier nanoClock, SecureRandom random) {
    OptionalInt id = files.newestPrivateKeyId();
    ReceiptPrivateKey key =
        id.isPresent()
            ? ReceiptKeyFiles.readPrivate(files.privateFile(id.getAsInt()))
            : first(files, random);
    admit(ring, key);
    return new SigningKeys(files, ring, nanoClock, new ReceiptSigner(key));
  }

  private static ReceiptPrivateKey first(ReceiptKeyFiles files, SecureRandom random) {
    int id = files.freeKeyId().orElseThrow(() -> new ConfigException("All key ids are in use."));
    ReceiptPrivateKey key = ReceiptPrivateKey.generate(id, random);
    try {
      files.write(key, Instant.now());
    } catch (IOException unwritable) {
      throw new ConfigException(
          "The shop's receipt key cannot be written (" + DataDirectory.reason(unwritable) + ").",
          unwritable);
    }
    return key;
  }

  private static void admit(KeyRing ring, ReceiptPrivateKey key) {
    try {
      ring.add(key.publicKey());
    } catch (IOException unwritable) {
      throw new ConfigException(
          "The shop's receipt key cannot be kept (" + DataDirectory.reason(unwritable) + ").",
          unwritable);
    }
  }

  @Override
  public ReceiptToken sign(
      long bundleId, long receiptId, long notAfterHours, ReceiptKind receiptKind) {
    return newest().sign(bundleId, receiptId, notAfterHours, receiptKind);
  }

  /** The id of the key that signs now. */
  int keyId() {
    return newest().publicKey().keyId();
  }

  /** How long ago the key that signs now was made. */
  synchronized long ageSeconds(InstantSource clock) {
    return Math.max(0, Duration.between(madeAt, clock.instant()).toSeconds());
  }

  private synchronized ReceiptSigner newest() {
    long now = nanoClock.getAsLong();
    if (now - lookedNanos >= LOOK_NANOS) {
      lookedNanos = now;
      look();
    }
    return newest;
  }

  /** A key that the gate does not know yet would sign what no tracker takes. */
  private void look() {
    OptionalInt id = files.newestPrivateKeyId();
    if (id.isPresent() && id.getAsInt() != newest.publicKey().keyId()) {
      ReceiptPrivateKey key = ReceiptKeyFiles.readPrivate(files.privateFile(id.getAsInt()));
      if (ring.keys().contains(key.publicKey())) {
        newest = new ReceiptSigner(key);
        madeAt = files.madeAt(id.getAsInt());
      }
    }
  }
}
