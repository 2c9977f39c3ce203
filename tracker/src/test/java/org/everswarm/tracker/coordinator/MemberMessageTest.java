package org.everswarm.tracker.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.control.Admit;
import org.everswarm.tracker.coordinator.MemberMessage.Admitted;
import org.everswarm.tracker.coordinator.MemberMessage.Alive;
import org.everswarm.tracker.coordinator.MemberMessage.Ask;
import org.everswarm.tracker.coordinator.MemberMessage.Change;
import org.everswarm.tracker.coordinator.MemberMessage.Changes;
import org.everswarm.tracker.coordinator.MemberMessage.NodeChange;
import org.everswarm.tracker.coordinator.MemberMessage.TorrentChange;
import org.everswarm.tracker.coordinator.MemberMessage.Whole;
import org.junit.jupiter.api.Test;

class MemberMessageTest {

  private static final InfoHash HASH = new InfoHash(-1, 2, -3);
  private static final Endpoint V6 = new Endpoint(new IpAddress(0x20010DB8L << 32, -9), 65_535);

  @Property(tries = 200)
  void everyMessageComesBackAsItWas(@ForAll("messages") MemberMessage message) {
    Buffer encoded = message.encode();
    assertTrue(encoded.length() <= MemberMessage.MAX_BYTES);
    assertEquals(message, MemberMessage.decode(encoded));
  }

  @Property(tries = 200)
  void aMessageCutShortOrWithATailIsNone(
      @ForAll("messages") MemberMessage message, @ForAll @IntRange(min = 1, max = 17) int bytes) {
    Buffer encoded = message.encode();
    // Every entry is longer than that, so no end of an entry is met.
    assertNull(MemberMessage.decode(encoded.getBuffer(0, Math.max(0, encoded.length() - bytes))));
    assertNull(
        MemberMessage.decode(Buffer.buffer().appendBuffer(encoded).appendBytes(tail(bytes))));
  }

  private static byte[] tail(int bytes) {
    byte[] tail = new byte[bytes];
    tail[0] = 77;
    return tail;
  }

  @Property(tries = 2000)
  void anyBytesAreAMessageThatSaysTheSameOrNone(@ForAll @Size(max = 300) byte[] bytes) {
    if (bytes.length > 1) {
      bytes[0] = 1;
      bytes[1] = (byte) Math.floorMod(bytes[1], 8);
    }
    MemberMessage message = MemberMessage.decode(Buffer.buffer(bytes));
    if (message != null) {
      assertEquals(Buffer.buffer(bytes), message.encode());
    }
  }

  @Test
  void theLargestMessagesFit() {
    int most = MemberMessage.MAX_ENTRIES;
    Admit admit = new Admit(HASH, V6, -1, Long.MAX_VALUE);
    for (MemberMessage large :
        List.of(
            new Admitted(1, Collections.nCopies(most, admit)),
            new Whole(1, 2, 3, 4, true, Collections.nCopies(most, new NodeChange(V6, true))),
            new Changes(1, 2, Collections.nCopies(most, new TorrentChange(HASH, false))))) {
      assertEquals(large, MemberMessage.decode(large.encode()));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new Admitted(1, Collections.nCopies(most + 1, admit)));
    Buffer tooLong = new Admitted(1, Collections.nCopies(most, admit)).encode();
    assertNull(MemberMessage.decode(tooLong.appendBytes(new byte[54])));
    assertNull(MemberMessage.decode(Buffer.buffer(new byte[MemberMessage.MAX_BYTES + 1])));
  }

  @Provide
  Arbitrary<MemberMessage> messages() {
    Arbitrary<Long> numbers = Arbitraries.longs();
    Arbitrary<InfoHash> hashes =
        Combinators.combine(numbers, numbers, Arbitraries.integers()).as(InfoHash::new);
    Arbitrary<Endpoint> endpoints =
        Combinators.combine(numbers, numbers, Arbitraries.integers().between(0, 65_535))
            .as((high, low, port) -> new Endpoint(new IpAddress(high, low), port));
    Arbitrary<Change> torrents =
        Combinators.combine(hashes, Arbitraries.of(true, false)).as(TorrentChange::new);
    Arbitrary<Change> nodes =
        Combinators.combine(endpoints, Arbitraries.of(true, false)).as(NodeChange::new);
    Arbitrary<List<Change>> changes = Arbitraries.oneOf(torrents, nodes).list().ofMaxSize(20);
    Arbitrary<List<Admit>> admits =
        Combinators.combine(hashes, endpoints, numbers, numbers)
            .as(Admit::new)
            .list()
            .ofMaxSize(20);
    return Arbitraries.oneOf(
        Combinators.combine(numbers, numbers).as(Alive::new),
        Combinators.combine(numbers, numbers).as(Ask::new),
        Combinators.combine(numbers, numbers, changes).as(Changes::new),
        Combinators.combine(
                numbers,
                numbers,
                numbers,
                Arbitraries.integers(),
                Arbitraries.of(true, false),
                changes)
            .as(Whole::new),
        Combinators.combine(numbers, admits).as(Admitted::new));
  }
}
