package org.everswarm.protocol.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A million random and mutated tokens, each offered as a peer would, and none accepted. Reading
 * {@code -Deverswarm.forgery=full} all of a million more do, which takes minutes.
 */
class ReceiptForgeryTest {

  private static final int TOKENS = 1_000_000;
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private final Random random = new Random(20_141_217);
  private final ReceiptPrivateKey key = Keys.counting(1, 42);
  private final ReceiptVerifier verifier = new ReceiptVerifier(key.publicKey());
  private final byte[][] genuine = new byte[64][];
  private int signaturesChecked;

  ReceiptForgeryTest() {
    for (int i = 0; i < genuine.length; i++) {
      genuine[i] = Keys.bytes(Keys.anyToken(key, random));
    }
  }

  @Test
  void acceptsNoneOfAMillionRandomAndMutatedTokens() {
    assertGenuineAccepted();
    int accepted = 0;
    for (int i = 0; i < TOKENS; i++) {
      accepted += accepts(i % 20 == 0 ? likely() : unlikely()) ? 1 : 0;
    }
    assertEquals(0, accepted);
    assertGenuineAccepted();
  }

  @Test
  void acceptsNoneOfAMillionWellFormedTokensWhenAskedToTryThem() {
    int tokens = "full".equals(System.getProperty("everswarm.forgery")) ? TOKENS : TOKENS / 200;
    int accepted = 0;
    while (signaturesChecked < tokens) {
      accepted += accepts(likely()) ? 1 : 0;
    }
    assertEquals(0, accepted);
  }

  private void assertGenuineAccepted() {
    for (byte[] token : genuine) {
      assertTrue(accepts(Keys.text(token)));
    }
    signaturesChecked = 0;
  }

  private boolean accepts(String text) {
    ReceiptToken token = ReceiptToken.parse(text);
    if (token == null) {
      return false;
    }
    signaturesChecked++;
    return verifier.verify(token);
  }

  /** A forgery that reading does not stop. */
  private String likely() {
    return switch (random.nextInt(3)) {
      case 0 -> Keys.text(randomButWellFormed());
      case 1 -> Keys.text(spliced());
      default -> Keys.text(resigned());
    };
  }

  /** A forgery as chance makes it: about one in three can be read. */
  private String unlikely() {
    return switch (random.nextInt(4)) {
      case 0 -> randomText();
      case 1 -> withOneOtherCharacter();
      case 2 -> Keys.text(randomBytes());
      default -> Keys.text(withFlippedBits());
    };
  }

  private String randomText() {
    int length = random.nextInt(8) == 0 ? random.nextInt(240) : ReceiptToken.TEXT_LENGTH;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  private byte[] randomBytes() {
    byte[] token = new byte[ReceiptToken.BYTES];
    random.nextBytes(token);
    return token;
  }

  private byte[] randomButWellFormed() {
    byte[] token = randomBytes();
    token[0] = 1;
    token[1] = 1;
    token[22] = (byte) (1 + random.nextInt(3));
    token[86] &= 0x0F;
    return token;
  }

  private String withOneOtherCharacter() {
    StringBuilder text = new StringBuilder(Keys.text(oneGenuine()));
    int at = random.nextInt(text.length());
    char other = (char) random.nextInt(256);
    text.setCharAt(at, other == text.charAt(at) ? '=' : other);
    return text.toString();
  }

  private byte[] withFlippedBits() {
    byte[] token = oneGenuine();
    token[random.nextInt(token.length)] ^= (byte) (1 + random.nextInt(255));
    return token;
  }

  /** What one token says under the signature of another. */
  private byte[] spliced() {
    int one = random.nextInt(genuine.length);
    int other = (one + 1 + random.nextInt(genuine.length - 1)) % genuine.length;
    byte[] token = genuine[one].clone();
    int from = random.nextBoolean() ? 23 : 55;
    System.arraycopy(genuine[other], from, token, from, token.length - from);
    return token;
  }

  /** A longer life under the old signature. */
  private byte[] resigned() {
    byte[] token = oneGenuine();
    token[18 + random.nextInt(4)] ^= (byte) (1 + random.nextInt(255));
    return token;
  }

  private byte[] oneGenuine() {
    return genuine[random.nextInt(genuine.length)].clone();
  }
}
