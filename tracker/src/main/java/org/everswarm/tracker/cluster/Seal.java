package org.everswarm.tracker.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what leaves this node for the others, and opens what they closed: AES-256-GCM under keys
 * made from the cluster's. Thread-safe.
 *
 * <p>Each process seals with a key of its own, HKDF of the cluster key salted with 128 random bits
 * drawn at its start, and counts its nonces: so no nonce is used twice under a key, whatever the
 * clock does and however often a node restarts. A sealed value is
 *
 * <pre>
 * version 1 | key number 1 | sender 16 | counter 8 | ciphertext | tag 16
 * </pre>
 *
 * <p>and the tag covers the header and the context too: what was sealed for one shard does not open
 * as another's. That the same value is delivered twice is not noticed here; what is exchanged is
 * made for that.
 */
final class Seal {

  /** By how much a sealed value is longer than what is in it. */
  static final int OVERHEAD_BYTES = 42;

  static final int SENDER_BYTES = 16;

  private static final Logger LOG = LoggerFactory.getLogger(Seal.class);
  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 26;
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int SENDERS_KEPT = 256;
  private static final String LABEL = "everswarm cluster seal v1";

  private final ClusterKey key;
  private final byte[] sender;
  private final SecretKeySpec own;
  private final AtomicLong counter = new AtomicLong();
  private final SealCounters counters = new SealCounters();
  private final AtomicBoolean unknownKeyLogged = new AtomicBoolean();
  private final AtomicBoolean damageLogged = new AtomicBoolean();
  private final Map<ByteBuffer, SecretKeySpec> others = new SenderKeys();

  Seal(ClusterKey key, SecureRandom random) {
    this.key = key;
    sender = new byte[SENDER_BYTES];
    random.nextBytes(sender);
    own = keyOf(key.secrets().get(0), sender);
  }

  /** The 128 random bits of this process. The caller leaves them as they are. */
  byte[] sender() {
    return sender;
  }

  /** The random bits of the process that sealed; of a value that was opened. */
  static byte[] senderOf(byte[] sealed) {
    return Arrays.copyOfRange(sealed, 2, 2 + SENDER_BYTES);
  }

  SealCounters counters() {
    return counters;
  }

  /**
   * Closes {@code plain}.
   *
   * @param context what it is for; whoever opens it has to know
   */
  byte[] seal(String context, byte[] plain) {
    byte[] out = new byte[plain.length + OVERHEAD_BYTES];
    long nonce = counter.getAndIncrement();
    ByteBuffer.wrap(out).put(VERSION).put((byte) key.sealingKeyId()).put(sender).putLong(nonce);
    try {
      cipher(Cipher.ENCRYPT_MODE, own, out, context)
          .doFinal(plain, 0, plain.length, out, HEADER_BYTES);
      return out;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java runtime has AES-GCM", impossible);
    }
  }

  /** What was closed for {@code context}, or null when it was not by a node of this cluster. */
  byte @Nullable [] open(String context, byte[] sealed) {
    if (sealed.length < OVERHEAD_BYTES || sealed[0] != VERSION) {
      return damaged();
    }
    SecretKeySpec opener = opener(sealed);
    if (opener == null) {
      return unknownKey(sealed[1] & 0xFF);
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, opener, sealed, context)
          .doFinal(sealed, HEADER_BYTES, sealed.length - HEADER_BYTES);
    } catch (AEADBadTagException forged) {
      return damaged();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java runtime has AES-GCM", impossible);
    }
  }

  private byte @Nullable [] unknownKey(int id) {
    counters.addUnknownKey();
    if (unknownKeyLogged.compareAndSet(false, true)) {
      LOG.warn(
          "another node seals with cluster key {}, which is not in the key file of this one:"
              + " copy the file to all nodes, and replace a key in the three rounds that"
              + " 'keys cluster' explains (after the third it may be what was told before them,"
              + " and is no fault)",
          id);
    }
    return null;
  }

  private byte @Nullable [] damaged() {
    counters.addDamaged();
    if (damageLogged.compareAndSet(false, true)) {
      LOG.warn(
          "something came through the cluster that no node with this cluster key made:"
              + " see that only tracker nodes reach the cluster ports, and that all have the same"
              + " key file");
    }
    return null;
  }

  private @Nullable SecretKeySpec opener(byte[] sealed) {
    // Copied, as the map keeps it: the rest of the value should not live as long.
    ByteBuffer name = ByteBuffer.allocate(1 + SENDER_BYTES).put(sealed, 1, 1 + SENDER_BYTES).flip();
    synchronized (others) {
      SecretKeySpec known = others.get(name);
      if (known != null) {
        return known;
      }
      SecretKeySpec made = make(sealed[1] & 0xFF, name);
      if (made != null) {
        others.put(name, made);
      }
      return made;
    }
  }

  private @Nullable SecretKeySpec make(int keyId, ByteBuffer name) {
    byte[] from = new byte[SENDER_BYTES];
    name.get(1, from);
    for (ClusterSecret secret : key.secrets()) {
      if (secret.id() == keyId) {
        return keyOf(secret, from);
      }
    }
    return null;
  }

  private static SecretKeySpec keyOf(ClusterSecret secret, byte[] sender) {
    return new SecretKeySpec(secret.derive(sender, LABEL, KEY_BYTES), "AES");
  }

  /** A cipher that has read the header and the context, and is to read or write what is between. */
  private static Cipher cipher(int mode, SecretKeySpec with, byte[] message, String context)
      throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE_BYTES];
    System.arraycopy(message, HEADER_BYTES - Long.BYTES, nonce, NONCE_BYTES - Long.BYTES, 8);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, with, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(message, 0, HEADER_BYTES);
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  /** The keys of those who were heard of last. */
  private static final class SenderKeys extends LinkedHashMap<ByteBuffer, SecretKeySpec> {

    private static final long serialVersionUID = 1;

    SenderKeys() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<ByteBuffer, SecretKeySpec> eldest) {
      return size() > SENDERS_KEPT;
    }
  }
}
