package org.everswarm.protocol.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

class ReceiptVerifierTest {

  private static final ReceiptPrivateKey KEY = Keys.counting(7, 0);
  private static final ReceiptVerifier VERIFIER = new ReceiptVerifier(KEY.publicKey());

  /** The token of a known key: whoever changes the format changes this. */
  private static final String VECTOR =
      "AQcBI0VniavN7_7cuph2VDIQAAehIAFKl12-1z9hs21WhEM3CLnzmojEtL70wRuXn35r8w5kHk8b5BpBLJ0ZJYqVZ_hjt827NAhARqBHnmMrtiIG380F";

  @Test
  void knowsTheVectorOfTheFormat() {
    ReceiptToken signed =
        new ReceiptSigner(KEY)
            .sign(0x0123_4567_89AB_CDEFL, 0xFEDC_BA98_7654_3210L, 500_000, ReceiptKind.BUYER);

    assertEquals(
        "0107" + "0123456789abcdef" + "fedcba9876543210" + "0007a120" + "01",
        HexFormat.of().formatHex(Keys.bytes(signed), 0, 23));
    assertEquals(VECTOR, signed.text());
    assertTrue(VERIFIER.verify(parsed(VECTOR)));
  }

  @Test
  void signsWhatAnotherImplementationVerifies() throws GeneralSecurityException {
    byte[] token = Keys.bytes(parsed(VECTOR));
    Signature other = Signature.getInstance("Ed25519");
    other.initVerify(jdkKey(KEY.publicKey()));

    other.update("everswarm receipt v1\0".getBytes(StandardCharsets.US_ASCII));
    other.update(token, 0, 23);

    assertTrue(other.verify(token, 23, 64));
  }

  @Test
  void rejectsATokenWithOneFlippedBit() {
    Random random = new Random(2);
    for (int n = 0; n < 3; n++) {
      byte[] bytes = Keys.bytes(Keys.anyToken(KEY, random));
      for (int bit = 0; bit < 8 * bytes.length; bit++) {
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        assertFalse(accepts(Keys.text(bytes)), "bit " + bit);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
      }
      assertTrue(accepts(Keys.text(bytes)));
    }
  }

  @Test
  void rejectsAnotherKeyUnderTheSameId() {
    ReceiptToken token = Keys.anyToken(Keys.counting(7, 1), new Random(3));
    assertFalse(VERIFIER.verify(token));
  }

  @Test
  void rejectsTheSameKeyUnderAnotherId() {
    ReceiptToken token = Keys.anyToken(Keys.counting(8, 0), new Random(4));
    assertFalse(VERIFIER.verify(token));
  }

  @Test
  void rejectsASignatureWithoutTheDomainText() {
    byte[] token = Keys.bytes(parsed(VECTOR));
    byte[] seed = KEY.seed();
    Ed25519.sign(seed, 0, token, 0, 23, token, 23);

    assertNotNull(ReceiptToken.parse(Keys.text(token)));
    assertFalse(accepts(Keys.text(token)));
  }

  @Test
  void verifiesFromManyThreadsAtOnce() {
    Random random = new Random(5);
    ReceiptToken[] genuine = new ReceiptToken[32];
    ReceiptToken[] forged = new ReceiptToken[genuine.length];
    for (int i = 0; i < genuine.length; i++) {
      genuine[i] = Keys.anyToken(KEY, random);
      forged[i] = Keys.anyToken(Keys.counting(7, 9), random);
    }
    AtomicInteger accepted = new AtomicInteger();
    IntStream.range(0, 2_000)
        .parallel()
        .forEach(
            i -> {
              assertTrue(VERIFIER.verify(genuine[i % genuine.length]));
              assertFalse(VERIFIER.verify(forged[i % forged.length]));
              accepted.incrementAndGet();
            });
    assertEquals(2_000, accepted.get());
  }

  private static boolean accepts(String text) {
    ReceiptToken token = ReceiptToken.parse(text);
    return token != null && VERIFIER.verify(token);
  }

  private static ReceiptToken parsed(String text) {
    ReceiptToken token = ReceiptToken.parse(text);
    assertNotNull(token);
    return token;
  }

  private static PublicKey jdkKey(ReceiptPublicKey key) throws GeneralSecurityException {
    ByteArrayOutputStream der = new ByteArrayOutputStream();
    der.writeBytes(HexFormat.of().parseHex("302a300506032b6570032100"));
    der.writeBytes(key.bytes());
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new X509EncodedKeySpec(der.toByteArray()));
  }
}
