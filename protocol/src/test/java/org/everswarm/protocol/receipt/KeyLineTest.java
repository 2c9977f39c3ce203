package org.everswarm.protocol.receipt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyLineTest {

  private static final String SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

  @Test
  void writesAndReadsAPrivateKey() {
    ReceiptPrivateKey key = ReceiptPrivateKey.generate(255, new SecureRandom());
    ReceiptPrivateKey read = ReceiptPrivateKey.parseLine(key.line() + "\n");
    assertEquals(key.line(), read.line());
    assertEquals(key.publicKey(), read.publicKey());
    assertEquals(255, read.keyId());
  }

  @Test
  void readsAKeyFileWhateverFollowsTheKey() {
    ReceiptPrivateKey key = ReceiptPrivateKey.generate(7, new SecureRandom());
    for (String after : new String[] {"", "\n", "\nmade 2026-11-21T10:00:00Z\n", "\r\n\r\n"}) {
      assertEquals(key.line(), ReceiptPrivateKey.parseFile(key.line() + after).line());
    }
    assertThrows(IllegalArgumentException.class, () -> ReceiptPrivateKey.parseFile(""));
    assertThrows(
        IllegalArgumentException.class, () -> ReceiptPrivateKey.parseFile("\n" + key.line()));
  }

  @Test
  void writesAndReadsAPublicKey() {
    ReceiptPublicKey key = Keys.counting(3, 0).publicKey();
    // The public key of RFC 8032's arithmetic for the seed 00 01 .. 1f.
    assertEquals(
        "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
        HexFormat.of().formatHex(key.bytes()));
    assertEquals(
        "everswarm receipt public key 3 A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg", key.line());
    assertEquals(key, ReceiptPublicKey.parseLine(key.line() + "\r\n"));
    assertEquals(key, ReceiptPublicKey.of(3, key.bytes()));
    assertNotEquals(key, ReceiptPublicKey.of(4, key.bytes()));
  }

  @Test
  void generatesADifferentKeyEachTime() {
    SecureRandom random = new SecureRandom();
    assertNotEquals(
        ReceiptPrivateKey.generate(1, random).publicKey(),
        ReceiptPrivateKey.generate(1, random).publicKey());
  }

  @Test
  void keepsItsBytesToItself() {
    ReceiptPublicKey key = Keys.counting(3, 0).publicKey();
    byte[] before = key.bytes();
    key.bytes()[0] ^= 1;
    assertArrayEquals(before, key.bytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        SECRET,
        "everswarm receipt private key",
        "everswarm receipt private key 1",
        "everswarm receipt private key 1 " + SECRET + " more",
        "everswarm receipt private key 1  " + SECRET,
        "everswarm receipt private key 1 " + SECRET + "\neverswarm receipt private key 2 " + SECRET,
        "everswarm receipt private key 256 " + SECRET,
        "everswarm receipt private key -1 " + SECRET,
        "everswarm receipt private key 01 " + SECRET,
        "everswarm receipt private key +1 " + SECRET,
        "everswarm receipt private key x " + SECRET,
        "everswarm receipt private key 99999999999 " + SECRET,
        "everswarm receipt private key 1 " + SECRET + "=",
        "everswarm receipt private key 1 " + SECRET + "A",
        "everswarm receipt private key 1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9",
        "everswarm receipt private key 1 !AECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "everswarm receipt public key 1 A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg",
        "Everswarm receipt private key 1 " + SECRET,
      })
  void saysWhatIsWrongWithoutRepeatingTheKey(String line) {
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> ReceiptPrivateKey.parseLine(line));
    String message = String.valueOf(wrong.getMessage());
    assertTrue(message.length() > 20);
    assertFalse(message.contains("AAECAwQF"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Points of order 1, 2 and 8, and one of order 4 that is not even canonical.
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        // No point at all.
        "0200000000000000000000000000000000000000000000000000000000000000",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      })
  void refusesPublicKeysUnderWhichSignaturesCouldBeMadeUp(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThrows(IllegalArgumentException.class, () -> ReceiptPublicKey.of(1, bytes));
  }

  @Test
  void refusesAPublicKeyPlusAPointOfSmallOrder() {
    byte[] bytes = Keys.counting(3, 0).publicKey().bytes();
    // (x, y) + (0, -1) = (-x, -y), modulo 2^255 - 19; the top bit is the sign of x.
    BigInteger prime = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    BigInteger y = prime.subtract(littleEndian(bytes).clearBit(255));
    boolean sign = (bytes[31] & 0x80) == 0;
    BigInteger mixed = sign ? y.setBit(255) : y;
    byte[] mixedBytes = new byte[32];
    for (int i = 0; i < 32; i++) {
      mixedBytes[i] = mixed.shiftRight(8 * i).byteValue();
    }
    assertTrue(Ed25519.validatePublicKeyPartial(mixedBytes, 0), "it is a point");
    assertThrows(IllegalArgumentException.class, () -> ReceiptPublicKey.of(3, mixedBytes));
  }

  private static BigInteger littleEndian(byte[] bytes) {
    byte[] bigEndian = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      bigEndian[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, bigEndian);
  }

  @Test
  void refusesPublicKeysOfAnotherLengthOrId() {
    byte[] bytes = Keys.counting(3, 0).publicKey().bytes();
    assertThrows(IllegalArgumentException.class, () -> ReceiptPublicKey.of(-1, bytes));
    assertThrows(IllegalArgumentException.class, () -> ReceiptPublicKey.of(256, bytes));
    assertThrows(IllegalArgumentException.class, () -> ReceiptPublicKey.of(1, new byte[31]));
    assertThrows(IllegalArgumentException.class, () -> ReceiptPublicKey.of(1, new byte[33]));
  }

  @Test
  void hidesThePrivateKeyInText() {
    ReceiptPrivateKey key = Keys.counting(9, 0);
    assertTrue(key.line().contains(SECRET));
    assertEquals("ReceiptPrivateKey[id 9, hidden]", key.toString());
  }

  @Property
  void answersAnyLineWithASentence(@ForAll @StringLength(max = 100) String rest) {
    String line = "everswarm receipt public key " + rest;
    try {
      assertEquals(line.strip(), ReceiptPublicKey.parseLine(line).line());
    } catch (IllegalArgumentException wrong) {
      assertTrue(String.valueOf(wrong.getMessage()).length() > 20);
    }
  }
}
