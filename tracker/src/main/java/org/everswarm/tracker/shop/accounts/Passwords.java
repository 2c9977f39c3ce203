package org.everswarm.tracker.shop.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;

/**
 * Keeps passwords as Argon2id hashes: 19 MiB, two passes, one lane, which is what OWASP's Password
 * Storage Cheat Sheet asks for at least. Thread-safe; blocks, for tens of milliseconds a hash.
 *
 * <p>Two are computed at once and eight wait; more are refused, so that a flood of log-ins takes
 * neither the memory nor the threads that the rest of the shop needs.
 */
public final class Passwords {

  private static final int MEMORY_KIB = 19 << 10;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final String TERMS = "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=1$";

  private static final int AT_ONCE = 2;
  private static final int WAITING_MAX = 8;
  private static final long WAIT_SECONDS = 10;

  private final RandomGenerator random;
  private final Semaphore running = new Semaphore(AT_ONCE, true);
  private final String decoy;

  /**
   * @param random a cryptographic one
   */
  public Passwords(RandomGenerator random) {
    this.random = random;
    decoy = encode(bytes(SALT_BYTES), bytes(HASH_BYTES));
  }

  /**
   * The hash of a password under a new salt, in the PHC string format.
   *
   * @throws Problem UNAVAILABLE if too many are asked for at once
   */
  public String hash(String password) {
    byte[] salt = bytes(SALT_BYTES);
    return encode(salt, derive(password, salt));
  }

  /**
   * Whether a hash is that of a password.
   *
   * @throws Problem UNAVAILABLE if too many are asked for at once
   */
  public boolean matches(String password, String hash) {
    if (!hash.startsWith(TERMS)) {
      throw new IllegalArgumentException("a password is kept in a way that is not known");
    }
    String[] parts = hash.substring(TERMS.length()).split("\\$", 2);
    byte[] salt = Base64.getDecoder().decode(parts[0]);
    return MessageDigest.isEqual(derive(password, salt), Base64.getDecoder().decode(parts[1]));
  }

  /** The hash of no password: to compare with when there is no account, which takes as long. */
  String decoy() {
    return decoy;
  }

  private byte[] derive(String password, byte[] salt) {
    if (running.getQueueLength() >= WAITING_MAX || !acquire()) {
      throw new Problem(Kind.UNAVAILABLE, "Too many log in at this moment; try again shortly.");
    }
    try {
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(MEMORY_KIB)
              .withIterations(PASSES)
              .withParallelism(LANES)
              .withSalt(salt)
              .build());
      String normal = Normalizer.normalize(password, Normalizer.Form.NFC);
      byte[] hash = new byte[HASH_BYTES];
      generator.generateBytes(normal.getBytes(StandardCharsets.UTF_8), hash);
      return hash;
    } finally {
      running.release();
    }
  }

  private boolean acquire() {
    try {
      return running.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String encode(byte[] salt, byte[] hash) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return TERMS + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
