package org.everswarm.tracker.udp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.everswarm.tracker.gate.SipHash;

/**
 * The secret under which connection ids are made. Immutable. Nodes that share it accept each
 * other's ids.
 *
 * <p>There may be a second one, while it is being replaced: ids are made with the first, and those
 * made with either are good.
 *
 * <p>No id is made under the secret itself: every epoch has its own key, HMAC-SHA256 of the epoch's
 * number, so that what can be learnt about one key is worth nothing an hour later.
 */
public final class ConnectionKey {

  /** Bytes of a secret. */
  public static final int BYTES = 32;

  private static final String PREFIX = "everswarm connection id key ";
  private static final byte[] LABEL =
      "everswarm connection id v1\0".getBytes(StandardCharsets.US_ASCII);

  private final byte[] secret;
  private final List<ConnectionKey> others;

  private ConnectionKey(byte[] secret, List<ConnectionKey> others) {
    this.secret = secret;
    this.others = others;
  }

  /**
   * Secrets that come from elsewhere.
   *
   * @param secrets {@value #BYTES} bytes each; with the first, ids are made
   */
  public static ConnectionKey of(List<byte[]> secrets) {
    List<ConnectionKey> keys =
        secrets.stream().map(secret -> new ConnectionKey(secret.clone(), List.of())).toList();
    return new ConnectionKey(keys.get(0).secret, keys.subList(1, keys.size()));
  }

  /** Secrets with which ids are good that this node no longer makes, or does not make yet. */
  List<ConnectionKey> others() {
    return others;
  }

  /** A new secret. */
  public static ConnectionKey generate(SecureRandom random) {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    return new ConnectionKey(secret, List.of());
  }

  /**
   * Reads what {@link #line} wrote.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static ConnectionKey parseLine(String line) {
    String text = line.strip();
    if (text.startsWith(PREFIX)) {
      byte[] secret = decode(text.substring(PREFIX.length()));
      if (secret.length == BYTES) {
        return new ConnectionKey(secret, List.of());
      }
    }
    throw new IllegalArgumentException(
        "Not a connection id key: expected one line '" + PREFIX + "<43 characters of base64url>'");
  }

  private static byte[] decode(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }

  /** The secret as one line of a file that only the operator may read. */
  public String line() {
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  SipHash ofEpoch(long epoch) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update(LABEL);
      ByteBuffer key = ByteBuffer.wrap(mac.doFinal(ByteBuffer.allocate(8).putLong(epoch).array()));
      return new SipHash(key.getLong(), key.getLong());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java runtime has HmacSHA256", impossible);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConnectionKey key
        && Arrays.equals(secret, key.secret)
        && others.equals(key.others);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(secret);
  }

  /** Hides the secret. */
  @Override
  public String toString() {
    return "ConnectionKey";
  }
}
