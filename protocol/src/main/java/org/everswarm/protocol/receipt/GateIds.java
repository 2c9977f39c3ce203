package org.everswarm.protocol.receipt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.everswarm.protocol.Gate;

/**
 * The id that a receipt must name to open one gate of a bundle.
 *
 * <p>Trackers and swarm-nodes compare ids and nothing else: a receipt that names the bundle opens
 * all that is registered under it. What an e-mail address opens is therefore registered under an id
 * of its own, which follows from the bundle's, so that whoever seeds can compute it too.
 */
public final class GateIds {

  private static final byte[] EMAIL = "everswarm e-mail gate v1\0".getBytes(StandardCharsets.UTF_8);

  private GateIds() {}

  /** The bundle's own id for {@code PAID}, 0 for {@code FREE}. */
  public static long of(long bundleId, Gate gate) {
    return switch (gate) {
      case FREE -> 0;
      case PAID -> bundleId;
      case EMAIL -> email(bundleId);
    };
  }

  private static long email(long bundleId) {
    byte[] input =
        ByteBuffer.allocate(EMAIL.length + Long.BYTES).put(EMAIL).putLong(bundleId).array();
    long id = ByteBuffer.wrap(sha256(input)).getLong();
    return id == 0 ? 1 : id;
  }

  private static byte[] sha256(byte[] input) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(input);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
