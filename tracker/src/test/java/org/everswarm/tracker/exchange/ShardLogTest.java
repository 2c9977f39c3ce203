package org.everswarm.tracker.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShardLogTest {

  private static final InstanceId A = new InstanceId(1, 2);
  private static final InstanceId B = new InstanceId(1, 3);
  private static final long NOW = 1_000_000;

  private final ShardLog log = ShardLog.create(5);

  @Test
  void givesToOthersWhatCameSince() {
    ShardAnswer first = log.exchange(ShardLog.NO_EPOCH, 0, bytes(1), A, NOW);
    assertTrue(first.missed(), "it had no log before");
    assertEquals(1, first.version());
    assertTrue(first.batches().isEmpty());

    ShardAnswer other = log.exchange(log.epoch(), 0, null, B, NOW);
    assertFalse(other.missed());
    assertEquals(List.of("1"), texts(other));
    assertTrue(log.exchange(log.epoch(), other.version(), null, B, NOW).batches().isEmpty());

    log.exchange(log.epoch(), 1, bytes(2), B, NOW);
    assertEquals(List.of("2"), texts(log.exchange(log.epoch(), 1, bytes(3), A, NOW)));
    assertEquals(List.of("3"), texts(log.exchange(log.epoch(), 2, null, B, NOW)));
  }

  @Test
  void whoKnowsNoLogIsToldOfTheLastSecondsAndPullsTheRest() {
    log.exchange(ShardLog.NO_EPOCH, 0, bytes(1), A, NOW);
    log.exchange(log.epoch(), 1, bytes(2), A, NOW + 15_000);
    log.exchange(log.epoch(), 2, bytes(3), A, NOW + 20_000);
    ShardAnswer newcomer = log.exchange(ShardLog.NO_EPOCH, 0, null, B, NOW + 20_000);
    assertEquals(2, newcomer.batches().size());
    assertArrayEquals(bytes(2), newcomer.batches().get(0));
    assertEquals(3, newcomer.version());
    assertEquals(3, log.exchange(log.epoch(), 0, null, B, NOW + 20_000).batches().size());
  }

  @Test
  void anExchangeThatIsRepeatedAddsNothing() {
    log.exchange(log.epoch(), 0, bytes(1), A, NOW);
    log.exchange(log.epoch(), 0, bytes(2), B, NOW);
    ShardAnswer again = log.exchange(log.epoch(), 0, bytes(1), A, NOW + 5);
    assertEquals(2, again.version());
    assertEquals(List.of("2"), texts(again));
  }

  @Test
  void whoAsksFromAnotherLogGetsAllAndIsToldSo() {
    log.exchange(log.epoch(), 0, bytes(1), A, NOW);
    ShardAnswer answer = log.exchange(log.epoch() + 1, 1, null, B, NOW);
    assertTrue(answer.missed());
    assertEquals(List.of("1"), texts(answer));
    assertTrue(log.exchange(log.epoch(), 7, null, B, NOW).missed(), "no such version yet");
  }

  @Test
  void forgetsTheOldestByBytesAndByAgeButNeverTheNewest() {
    int size = ShardLog.MOST_SEALED_BYTES;
    int kept = ShardLog.MOST_BYTES / (size + ShardLog.ENTRY_BYTES);
    for (int i = 0; i < kept + 2; i++) {
      byte[] large = new byte[size];
      large[0] = (byte) i;
      log.exchange(log.epoch(), i, large, A, NOW);
    }
    assertTrue(log.bytes() <= ShardLog.MOST_BYTES);
    assertTrue(log.exchange(log.epoch(), 1, null, B, NOW).missed());
    ShardAnswer from2 = log.exchange(log.epoch(), 2, null, B, NOW);
    assertFalse(from2.missed());
    assertEquals(kept, from2.batches().size());

    long later = NOW + ShardLog.MOST_AGE_MILLIS + 1;
    log.exchange(log.epoch(), 2, bytes(1), A, later);
    assertEquals(1, log.exchange(log.epoch(), 0, null, B, later).batches().size());
    assertFalse(log.exchange(log.epoch(), kept + 2, null, B, later).missed());
  }

  /** Else the log and its backup would differ: the backup is told of batches only. */
  @Test
  void whoHasNothingToAddChangesNothing() {
    log.exchange(log.epoch(), 0, bytes(1), A, NOW);
    log.exchange(log.epoch(), 1, bytes(2), A, NOW);
    byte[] before = log.toBytes();
    long later = NOW + ShardLog.MOST_AGE_MILLIS + 1;
    log.exchange(log.epoch(), 0, null, B, later);
    log.exchange(log.epoch(), 0, bytes(2), A, later);
    assertArrayEquals(before, log.toBytes());
  }

  @Test
  void aBatchThatIsTooLongIsRefused() {
    byte[] large = new byte[ShardLog.MOST_SEALED_BYTES + 1];
    assertThrows(IllegalArgumentException.class, () -> log.exchange(log.epoch(), 0, large, A, NOW));
    assertEquals(0, log.version());
  }

  @Test
  void logsOfTwoSeedsAreTwo() {
    assertNotEquals(ShardLog.create(1).epoch(), ShardLog.create(2).epoch());
    assertNotEquals(ShardLog.NO_EPOCH, ShardLog.create(ShardLog.NO_EPOCH).epoch());
  }

  @Property(tries = 200)
  void theSameCallsMakeTheSameLogAndItsBytesMakeItAgain(@ForAll long seed) {
    Random random = new Random(seed);
    ShardLog one = ShardLog.create(seed);
    ShardLog other = ShardLog.create(seed);
    long now = NOW;
    for (int i = 0; i < 50; i++) {
      now += random.nextInt(5_000) - 500;
      byte[] sealed = random.nextInt(3) == 0 ? null : new byte[random.nextInt(30_000)];
      InstanceId caller = random.nextBoolean() ? A : B;
      long since = random.nextInt(1 + (int) one.version());
      ShardAnswer answer = one.exchange(one.epoch(), since, sealed, caller, now);
      ShardAnswer twin = other.exchange(one.epoch(), since, sealed, caller, now);
      assertEquals(texts(answer), texts(twin));
      assertEquals(answer.version(), twin.version());
      assertEquals(answer.missed(), twin.missed());
      if (random.nextInt(5) == 0) {
        other = ShardLog.read(ByteBuffer.wrap(other.toBytes()));
      }
      assertArrayEquals(one.toBytes(), other.toBytes());
      assertTrue(one.bytes() <= ShardLog.MOST_BYTES);
    }
  }

  /**
   * A member that asks at its own pace has, or is told that it missed, all that others appended.
   */
  @Property(tries = 200)
  void nothingIsMissedUnsaid(@ForAll long seed) {
    Random random = new Random(seed);
    ShardLog log = ShardLog.create(seed);
    long now = NOW;
    long version = 0;
    Set<String> got = new HashSet<>();
    Set<String> told = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      now += random.nextInt(3_000);
      if (random.nextInt(4) == 0) {
        ShardAnswer answer = log.exchange(log.epoch(), version, bytes(-i - 1), B, now);
        version = answer.version();
        got.addAll(texts(answer));
        if (answer.missed()) {
          got.addAll(told);
        }
        assertEquals(told, got);
      } else {
        log.exchange(log.epoch(), log.version(), padded(i, random.nextInt(20_000)), A, now);
        told.add(text(i));
      }
    }
  }

  @Property(tries = 500)
  void bytesThatAreNoLogAreRefused(@ForAll @Size(max = 100) byte[] noise) {
    try {
      ShardLog.read(ByteBuffer.wrap(noise));
    } catch (MalformedBatchException expected) {
      return;
    }
    throw new AssertionError("noise was read as a log");
  }

  private static List<String> texts(ShardAnswer answer) {
    return answer.batches().stream()
        .map(b -> new String(b, StandardCharsets.US_ASCII).trim())
        .collect(Collectors.toList());
  }

  private static byte[] bytes(int number) {
    return text(number).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] padded(int number, int more) {
    byte[] text = bytes(number);
    return Arrays.copyOf(text, text.length + more);
  }

  private static String text(int number) {
    return Integer.toString(number);
  }
}
