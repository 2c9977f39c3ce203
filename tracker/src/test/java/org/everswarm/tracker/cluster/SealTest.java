package org.everswarm.tracker.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SealTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final ClusterKey KEY = ClusterKey.generate(RANDOM);
  private static final byte[] PLAIN = "a peer at 192.0.2.7".getBytes(StandardCharsets.US_ASCII);

  private final Seal sender = new Seal(KEY, RANDOM);
  private final Seal receiver = new Seal(KEY, RANDOM);

  @Test
  void anotherNodeOpensIt() {
    byte[] sealed = sender.seal("exchange 3", PLAIN);
    assertEquals(PLAIN.length + Seal.OVERHEAD_BYTES, sealed.length);
    assertArrayEquals(PLAIN, receiver.open("exchange 3", sealed));
    assertArrayEquals(sender.sender(), Seal.senderOf(sealed));
  }

  @Property(tries = 200)
  void anythingComesBack(@ForAll @Size(max = 2000) byte[] plain, @ForAll String context) {
    assertArrayEquals(plain, receiver.open(context, sender.seal(context, plain)));
  }

  @Property(tries = 500)
  void aSingleBitIsNoticed(@ForAll @IntRange(min = 0) int at, @ForAll @IntRange(max = 7) int bit) {
    Seal receiver = new Seal(KEY, RANDOM);
    byte[] sealed = sender.seal("exchange 3", PLAIN);
    sealed[at % sealed.length] ^= (byte) (1 << bit);
    assertNull(receiver.open("exchange 3", sealed));
    assertEquals(1, receiver.counters().damaged() + receiver.counters().unknownKey());
  }

  @Property(tries = 500)
  void anyBytesAreRefused(@ForAll @Size(max = 200) byte[] bytes) {
    assertNull(receiver.open("exchange 3", bytes));
  }

  @Test
  void everyPrefixIsRefused() {
    byte[] sealed = sender.seal("exchange 3", PLAIN);
    for (int length = 0; length < sealed.length; length++) {
      assertNull(receiver.open("exchange 3", Arrays.copyOf(sealed, length)));
    }
  }

  @Test
  void whatIsForOneShardIsForNoOther() {
    byte[] sealed = sender.seal("exchange 3", PLAIN);
    assertNull(receiver.open("exchange 4", sealed));
    assertEquals(1, receiver.counters().damaged());
  }

  @Test
  void nothingIsSealedAlike() {
    Set<String> seen = new HashSet<>();
    for (Seal seal : new Seal[] {sender, receiver, new Seal(KEY, RANDOM)}) {
      IntStream.range(0, 1000)
          .forEach(i -> assertTrue(seen.add(Arrays.toString(seal.seal("x", PLAIN)))));
    }
  }

  @Test
  void theContentIsNotToBeSeen() {
    String sealed = new String(sender.seal("x", PLAIN), StandardCharsets.ISO_8859_1);
    assertFalse(sealed.contains("192.0.2.7"));
  }

  @Test
  void anotherClustersNodeOpensNothing() {
    Seal stranger = new Seal(ClusterKey.generate(RANDOM), RANDOM);
    assertNull(stranger.open("x", sender.seal("x", PLAIN)));
    assertEquals(1, stranger.counters().damaged());
  }

  @Test
  void aKeyThatIsNotInTheFileIsToldApart() {
    Seal ahead = new Seal(KEY.withNewKey(RANDOM).withNewKeyFirst(), RANDOM);
    assertNull(receiver.open("x", ahead.seal("x", PLAIN)));
    assertEquals(1, receiver.counters().unknownKey());
    assertEquals(0, receiver.counters().damaged());
  }

  /** At every moment of a replacement, those restarted already and those not yet. */
  @Test
  void whileAKeyIsReplacedAllUnderstandEachOther() {
    ClusterKey both = KEY.withNewKey(RANDOM);
    ClusterKey turned = both.withNewKeyFirst();
    understand(KEY, both);
    understand(both, turned);
    understand(turned, turned.withoutOldKey());
  }

  private static void understand(ClusterKey one, ClusterKey other) {
    Seal first = new Seal(one, RANDOM);
    Seal second = new Seal(other, RANDOM);
    assertNotNull(first.open("x", second.seal("x", PLAIN)));
    assertNotNull(second.open("x", first.seal("x", PLAIN)));
  }

  @Test
  void manySendersAreNotTooMany() {
    byte[] early = sender.seal("x", PLAIN);
    assertNotNull(receiver.open("x", early));
    for (int i = 0; i < 1000; i++) {
      assertNotNull(receiver.open("x", new Seal(KEY, RANDOM).seal("x", PLAIN)));
    }
    assertNotNull(receiver.open("x", early));
  }
}
