package org.everswarm.tracker.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.registry.Registration;
import org.everswarm.tracker.registry.RegistryChange;
import org.junit.jupiter.api.Test;

class StateCodecTest {

  private static final ReceiptPublicKey KEY =
      ReceiptPrivateKey.generate(200, new SecureRandom()).publicKey();
  private static final InfoHash HASH = new InfoHash(1, -2, 3);

  /** One of each kind. */
  private static final List<StateRecord> RECORDS =
      List.of(
          new StateRecord.Torrent(
              RegistryChange.added(
                  new Registration(HASH, Gate.PAID, -7, "ein Film, größer"), 5, 4)),
          new StateRecord.Torrent(
              RegistryChange.added(new Registration(HASH, Gate.FREE, 0, ""), -1)),
          new StateRecord.Torrent(RegistryChange.removed(HASH, 1L << 42)),
          new StateRecord.Revoked(new Revocation(-9, 4_000_000_000L)),
          new StateRecord.Key(KEY),
          new StateRecord.Use(1, (1L << 49) - 1, 4_000_000_000L));

  @Test
  void readsWhatItWrites() {
    for (StateRecord record : RECORDS) {
      assertEquals(record, StateCodec.decode(StateCodec.encode(record)));
    }
  }

  @Property
  void readsEveryRegistrationItWrites(
      @ForAll @StringLength(max = 1000) @CharRange(from = '\u0000', to = '\uD7FF') String name,
      @ForAll @LongRange(min = -1, max = Long.MAX_VALUE) long stamp,
      @ForAll Gate gate,
      @ForAll @LongRange(min = 1, max = Long.MAX_VALUE) long bundle) {
    StateRecord record =
        new StateRecord.Torrent(
            RegistryChange.added(new Registration(HASH, gate, bundle, name), stamp));
    byte[] bytes = StateCodec.encode(record);
    assertTrue(bytes.length <= StateCodec.MAX_BYTES);
    assertEquals(record, StateCodec.decode(bytes));
  }

  @Test
  void refusesEveryRecordThatIsCutOrHasMoreBehindItAndTellsNamesFromRests() {
    for (StateRecord record : RECORDS) {
      byte[] bytes = StateCodec.encode(record);
      boolean named = bytes[0] == 1;
      for (int length = 0; length < (named ? 46 : bytes.length); length++) {
        assertNull(StateCodec.decode(Arrays.copyOf(bytes, length)));
      }
      assertEquals(named, StateCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)) != null);
    }
  }

  @Test
  void refusesWhatNoNodeWrites() {
    byte[] registration = StateCodec.encode(RECORDS.get(1));
    assertNotNull(StateCodec.decode(registration));
    assertNull(StateCodec.decode(with(registration, 0, 6)), "unknown kind");
    assertNull(StateCodec.decode(with(registration, 29, 3)), "unknown gate");
    assertNull(StateCodec.decode(with(registration, 29, 2)), "a gate without a bundle");
    assertNull(StateCodec.decode(with(registration, 1, 0x80)), "a time before all times");
    assertNull(StateCodec.decode(with(registration, 45, 1)), "void until after it was said");
    assertNull(StateCodec.decode(named(new byte[] {(byte) 0xC3})), "half a character");
    assertNull(StateCodec.decode(named("x".repeat(1001).getBytes(UTF_8))), "too long a name");
    assertNull(StateCodec.decode(new byte[1 << 20]), "too long a record");
    byte[] key = new byte[34];
    Arrays.fill(key, (byte) 0xFF);
    assertNull(StateCodec.decode(with(key, 0, 4)), "no point of the curve");
    byte[] use = StateCodec.encode(RECORDS.get(5));
    assertNull(StateCodec.decode(with(use, 9, 2)), "no network");
  }

  @Property(tries = 5000)
  void neverThrows(@ForAll @Size(max = 80) byte[] bytes, @ForAll @IntRange(max = 6) int kind) {
    if (bytes.length > 0) {
      bytes[0] = (byte) kind;
    }
    StateRecord record = StateCodec.decode(bytes);
    if (record != null) {
      assertArrayEquals(bytes, StateCodec.encode(record), "one form only");
    }
  }

  private static byte[] named(byte[] name) {
    byte[] registration = StateCodec.encode(RECORDS.get(1));
    return ByteBuffer.allocate(46 + name.length).put(registration).put(name).array();
  }

  private static byte[] with(byte[] bytes, int index, int value) {
    byte[] changed = bytes.clone();
    changed[index] = (byte) value;
    return changed;
  }
}
