package org.everswarm.tracker.cluster;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * One of the keys of a cluster. Not a record: those print what they hold.
 *
 * <p>Immutable as long as nobody writes to {@link #bytes}.
 */
final class ClusterSecret {

  static final int BYTES = 32;

  private final int id;
  private final byte[] bytes;

  ClusterSecret(int id, byte[] bytes) {
    this.id = id;
    this.bytes = bytes;
  }

  static ClusterSecret generate(int id, SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new ClusterSecret(id, bytes);
  }

  /** 0 to 255. */
  int id() {
    return id;
  }

  byte[] bytes() {
    return bytes;
  }

  byte[] derive(byte[] salt, String label, int length) {
    return Hkdf.derive(bytes, salt, label.getBytes(StandardCharsets.US_ASCII), length);
  }
}
