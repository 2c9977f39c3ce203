package org.everswarm.tracker.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.everswarm.protocol.IpAddress;
import org.junit.jupiter.api.Test;

class ConnectionIdsTest {

  private static final ConnectionKey KEY = ConnectionKey.generate(new SecureRandom());
  private static final long NOW = 1_800_000_000L;
  private static final IpAddress CLIENT = IpAddress.parse("192.0.2.7").orElseThrow();

  @Property
  void anyNodeWithTheKeyAcceptsAnIdForTenMinutesAndAMinuteOfSkew(
      @ForAll long high,
      @ForAll long low,
      @ForAll @LongRange(min = 0, max = 1L << 40) long issuedAt,
      @ForAll
          @IntRange(
              min = -ConnectionIds.AHEAD_SECONDS + ConnectionIds.TICK_SECONDS,
              max = ConnectionIds.VALID_SECONDS)
          int age) {
    long checkedAt = Math.max(0, issuedAt + age);
    long id = new ConnectionIds(KEY, issuedAt).issue(issuedAt, high, low);

    assertTrue(new ConnectionIds(KEY, checkedAt).isValid(id, checkedAt, high, low));
  }

  @Property
  void refusesAnIdWithAnyBitFlipped(
      @ForAll @IntRange(max = 63) int bit,
      @ForAll @LongRange(min = 1000, max = 1L << 40) long now) {
    ConnectionIds ids = new ConnectionIds(KEY, now);
    long id = ids.issue(now, CLIENT.high(), CLIENT.low());

    assertFalse(ids.isValid(id ^ 1L << bit, now, CLIENT.high(), CLIENT.low()));
  }

  @Property
  void refusesAnIdOfAnotherAddress(@ForAll long high, @ForAll long low) {
    ConnectionIds ids = new ConnectionIds(KEY, NOW);
    long id = ids.issue(NOW, CLIENT.high(), CLIENT.low());

    boolean same = high == CLIENT.high() && low == CLIENT.low();
    assertEquals(same, ids.isValid(id, NOW, high, low));
  }

  /** In each round of a replacement, of nodes that were restarted and nodes that were not. */
  @Test
  void whileTheKeyIsReplacedEveryNodeAcceptsEveryNodesIds() {
    byte[] before = secret(1);
    byte[] after = secret(2);
    accept(List.of(before), List.of(before, after));
    accept(List.of(before, after), List.of(after, before));
    accept(List.of(after, before), List.of(after));
    ConnectionIds last = new ConnectionIds(ConnectionKey.of(List.of(after)), NOW);
    long old = new ConnectionIds(ConnectionKey.of(List.of(before)), NOW).issue(NOW, 1, 2);
    assertFalse(last.isValid(old, NOW, 1, 2));
  }

  private static void accept(List<byte[]> one, List<byte[]> other) {
    ConnectionIds first = new ConnectionIds(ConnectionKey.of(one), NOW);
    ConnectionIds second = new ConnectionIds(ConnectionKey.of(other), NOW);
    assertTrue(first.isValid(second.issue(NOW, 1, 2), NOW + 60, 1, 2));
    assertTrue(second.isValid(first.issue(NOW, 1, 2), NOW + 60, 1, 2));
  }

  private static byte[] secret(int fill) {
    byte[] secret = new byte[ConnectionKey.BYTES];
    Arrays.fill(secret, (byte) fill);
    return secret;
  }

  @Test
  void refusesAnIdThatIsTooOldOrFromTheFuture() {
    long tick = ConnectionIds.TICK_SECONDS;
    assertTrue(validAfter(ConnectionIds.VALID_SECONDS));
    assertFalse(validAfter(ConnectionIds.VALID_SECONDS + tick));
    assertTrue(validAfter(-ConnectionIds.AHEAD_SECONDS));
    assertFalse(validAfter(-ConnectionIds.AHEAD_SECONDS - tick));
  }

  @Test
  void anIdDoesNotComeBackToLifeWhenItsTimeWraps() {
    assertFalse(validAfter(65_536L * ConnectionIds.TICK_SECONDS));
    assertFalse(validAfter(65_536L * ConnectionIds.TICK_SECONDS * 7));
  }

  @Test
  void servesEveryEpochWhicheverWayTheClockJumps() {
    ConnectionIds ids = new ConnectionIds(KEY, NOW);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2000; i++) {
      long now = NOW + random.nextLong(-5L, 6L) * ConnectionIds.EPOCH_SECONDS + random.nextInt(60);
      long id = ids.issue(now, CLIENT.high(), CLIENT.low());
      assertTrue(ids.isValid(id, now, CLIENT.high(), CLIENT.low()));
      assertEquals(id, new ConnectionIds(KEY, now).issue(now, CLIENT.high(), CLIENT.low()));
    }
  }

  @Test
  void refusesAnIdMadeUnderAnotherKey() {
    ConnectionKey other = ConnectionKey.generate(new SecureRandom());
    long id = new ConnectionIds(other, NOW).issue(NOW, CLIENT.high(), CLIENT.low());

    assertFalse(new ConnectionIds(KEY, NOW).isValid(id, NOW, CLIENT.high(), CLIENT.low()));
  }

  @Test
  void acceptsNoneOfAMillionGuesses() {
    ConnectionIds ids = new ConnectionIds(KEY, NOW);
    SplittableRandom random = new SplittableRandom(2);
    long time = ids.issue(NOW, CLIENT.high(), CLIENT.low()) & 0xFFFFL << 48;
    for (int i = 0; i < 1_000_000; i++) {
      long guess = time | random.nextLong() >>> 16;
      assertFalse(ids.isValid(guess, NOW, CLIENT.high(), CLIENT.low()));
    }
  }

  @Test
  void twoEpochsAndTwoKeysGiveDifferentIds() {
    long later = NOW + 65_536L * ConnectionIds.TICK_SECONDS;
    long id = new ConnectionIds(KEY, NOW).issue(NOW, 0, 0);

    assertNotEquals(id, new ConnectionIds(KEY, later).issue(later, 0, 0));
  }

  private static boolean validAfter(long seconds) {
    long id = new ConnectionIds(KEY, NOW).issue(NOW, CLIENT.high(), CLIENT.low());
    long then = NOW + seconds;
    return new ConnectionIds(KEY, then).isValid(id, then, CLIENT.high(), CLIENT.low());
  }
}
