package org.everswarm.tracker.shop.receipts;

import static org.everswarm.tracker.shop.accounts.Secrets.hash;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.store.Ids;
import org.jdbi.v3.core.Handle;

/**
 * Claim secrets: who shows one of a subject's is its holder. Kept as hashes; each is told once,
 * when it is made. Thread-safe.
 */
public final class Claims {

  /** Older ones of the same subject end: each letter brings a new one. */
  private static final int KEPT = 8;

  /** But not its first: anyone who knows the address can have letters sent. */
  private static final int FIRST_KEPT = 2;

  private static final String HMAC = "HmacSHA256";

  private final Ids ids;
  private final InstantSource clock;

  public Claims(Ids ids, InstantSource clock) {
    this.ids = ids;
    this.clock = clock;
  }

  /** A new secret of a subject: an order's id, or a receipt's number. */
  public String mint(Handle handle, String subject) {
    String secret = ids.next("clm");
    keep(handle, subject, secret);
    return secret;
  }

  /**
   * What {@link #derived} is to be given, so that nobody who knows the key alone has the secret.
   */
  public String salt() {
    return ids.next("slt");
  }

  /** As {@link #mint}, but the one that follows from a salt and a key: nobody has both but us. */
  public String mint(Handle handle, String subject, String salt, String key) {
    String secret = derived(salt, key);
    keep(handle, subject, secret);
    return secret;
  }

  /** The secret that was minted of a salt and a key; good only if it was not ended since. */
  public static String derived(String salt, String key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(salt.getBytes(StandardCharsets.UTF_8), HMAC));
      byte[] code = mac.doFinal(key.getBytes(StandardCharsets.UTF_8));
      return Ids.of("clm", Arrays.copyOf(code, Ids.BYTES));
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }

  private void keep(Handle handle, String subject, String secret) {
    handle
        .createUpdate("INSERT INTO claim (hash, subject, created_at) VALUES (:hash, :subject, :at)")
        .bind("hash", hash(secret))
        .bind("subject", subject)
        .bind("at", clock.millis())
        .execute();
    handle
        .createUpdate(
            "DELETE FROM claim WHERE subject = :subject AND hash NOT IN (SELECT hash FROM claim"
                + " WHERE subject = :subject ORDER BY created_at DESC, hash LIMIT :kept)"
                + " AND hash NOT IN (SELECT hash FROM claim WHERE subject = :subject"
                + " ORDER BY created_at, hash LIMIT :first)")
        .bind("subject", subject)
        .bind("kept", KEPT)
        .bind("first", FIRST_KEPT)
        .execute();
  }

  /**
   * Checks that {@code secret} is one of the subject's. Whether there is such a subject cannot be
   * told from the answer.
   *
   * @param what for people: {@code order} or {@code receipt}
   */
  public void require(Handle handle, String subject, Optional<String> secret, String what) {
    if (secret.isEmpty()) {
      throw new Problem(
          Problem.Kind.UNAUTHENTICATED,
          "Show the claim secret of the " + what + " as Authorization: Bearer clm_...");
    }
    if (!opens(handle, subject, secret.get())) {
      throw none(what);
    }
  }

  /** What is answered alike when there is no such thing and when it is somebody else's. */
  static Problem none(String what) {
    return new Problem(
        Problem.Kind.NOT_FOUND,
        "There is no such " + what + ", or the claim secret is not that of this " + what + ".");
  }

  private static boolean opens(Handle handle, String subject, String secret) {
    return handle
        .createQuery("SELECT 1 FROM claim WHERE hash = :hash AND subject = :subject")
        .bind("hash", hash(secret))
        .bind("subject", subject)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** Ends all secrets of a subject. */
  public void endAll(Handle handle, String subject) {
    handle
        .createUpdate("DELETE FROM claim WHERE subject = :subject")
        .bind("subject", subject)
        .execute();
  }
}
