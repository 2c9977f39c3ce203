package org.everswarm.tracker.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.everswarm.protocol.AnnounceEvent;
import org.junit.jupiter.api.Test;

class ExchangeTest {

  private static final Node.Peer PEER = new Node.Peer(1, 6881, true);
  private static final int BATCH = 50_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Node a = new Node(5, Node.limits(1 << 10), 1);
  private final Node b = new Node(5, Node.limits(1 << 10), 2);

  @Test
  void whoIsBehindByClockIsHeardAfterWhatHeHeardOf() {
    b.nowMillis -= 5_000;
    a.announce(1, PEER, AnnounceEvent.STARTED, 1);
    tell(a, b);
    b.announce(1, PEER, AnnounceEvent.STOPPED, 1);
    tell(b, a);
    assertTrue(a.contents().isEmpty());
    assertTrue(b.contents().isEmpty());
  }

  @Test
  void aChangeOfABrokenClockIsRefusedAndCounted() {
    a.nowMillis += ClusterClock.MOST_AHEAD_MILLIS + 1;
    a.announce(1, PEER, AnnounceEvent.STARTED, 1);
    tell(a, b);
    b.pull(a, 0);
    assertTrue(b.contents().isEmpty());
    assertEquals(2, b.exchange.counters().refusedStamps());
    assertTrue(b.clock.stamp() < a.nowMillis - 1000);
  }

  @Test
  void aDownloadCountsThoughItIsHeardOfAfterTheStop() {
    a.announce(1, PEER, AnnounceEvent.STARTED, 1);
    a.announce(1, PEER, AnnounceEvent.COMPLETED, 0);
    List<Node.Batch> completed = a.take();
    a.nowMillis += 10;
    b.announce(1, PEER, AnnounceEvent.STOPPED, 0);
    b.nowMillis += 1000;
    completed.forEach(batch -> b.exchange.apply(batch.shard(), batch.bytes().duplicate()));
    completed.forEach(batch -> b.exchange.apply(batch.shard(), batch.bytes().duplicate()));
    assertEquals(1, downloads(b));
  }

  @Test
  void aPeerThatCompletesAgainAfterItsStopCountsOnce() {
    for (int i = 0; i < 3; i++) {
      a.announce(1, PEER, AnnounceEvent.COMPLETED, 0);
      a.announce(1, PEER, AnnounceEvent.STOPPED, 0);
    }
    tell(a, b);
    assertEquals(1, downloads(a));
    assertEquals(1, downloads(b));
  }

  @Test
  void whatFindsNoRoomIsDroppedAndTheNextBatchSaysSinceWhen() {
    ExchangeLimits tight = new ExchangeLimits(1 << 10, 1 << 20, 1 << 10, 1 << 20, 60);
    Node full = new Node(0, tight, 3);
    for (int i = 0; i < 50; i++) {
      full.announce(1, new Node.Peer(i, 1, true), AnnounceEvent.NONE, 1);
      full.nowMillis += 60_000;
    }
    List<Node.Batch> batches = full.take();
    int kept = (1 << 10) / Entries.BYTES;
    b.nowMillis = full.nowMillis;
    int lost = b.exchange.apply(batches.get(0).shard(), batches.get(0).bytes());
    assertEquals(Node.START_MILLIS / 60_000 + kept, lost);
    assertEquals(50 - kept, full.exchange.counters().dropped());
    b.pull(full, lost * 60_000L);
    assertEquals(50, b.contents().size());

    full.announce(1, PEER, AnnounceEvent.NONE, 1);
    Node.Batch next = full.take().get(0);
    assertEquals(Exchange.NOTHING_LOST, b.exchange.apply(next.shard(), next.bytes()));
  }

  @Test
  void idleOutboxesLeaveTheirMemoryToOthers() {
    for (int i = 0; i < 5_000; i++) {
      a.announce(1, new Node.Peer(i, 1, true), AnnounceEvent.NONE, 1);
    }
    long busy = a.exchange.counters().waitingBytes();
    a.take();
    for (int i = 0; i < 40; i++) {
      a.nowMillis += 600_000;
      a.announce(1, PEER, AnnounceEvent.NONE, 1);
      a.take();
    }
    assertTrue(a.exchange.counters().waitingBytes() < busy / 10);
  }

  @Test
  void aPullSinceAMinuteHasThatMinuteAndLater() {
    a.announce(1, PEER, AnnounceEvent.NONE, 1);
    a.nowMillis += 180_000;
    long later = a.nowMillis;
    a.announce(2, PEER, AnnounceEvent.NONE, 1);
    b.pull(a, later);
    assertEquals(1, b.contents().size());
    b.pull(a, 0);
    assertEquals(a.contents(), b.contents());
  }

  @Test
  void smallStateTravelsInBatchesAndPulls() {
    List<byte[]> got = new ArrayList<>();
    State state = new State();
    Node from = new Node(0, Node.limits(64), state, 4);
    State other = new State();
    Node to = new Node(0, Node.limits(64), other, 5);
    for (int i = 0; i < 40; i++) {
      byte[] record = new byte[Exchange.MOST_RECORD_BYTES - i];
      record[0] = (byte) i;
      state.add(record);
      got.add(record);
    }
    assertTrue(from.exchange.hasPending(Exchange.STATE_SHARD));
    tell(from, to);
    assertFalse(from.exchange.hasPending(Exchange.STATE_SHARD));
    assertRecords(got, other.records);
    other.records.clear();
    to.pull(from, 0);
    assertRecords(got, other.records);
    assertThrows(
        IllegalArgumentException.class, () -> state.add(new byte[Exchange.MOST_RECORD_BYTES + 1]));
  }

  /** Who changes thousands of times a second, at two nodes, for a minute. */
  @Test
  void nobodyDrivesTheClocksOfAllByBeingQuick() {
    for (int i = 0; i < 240; i++) {
      flap(a, 2000);
      tell(a, b);
      flap(b, 2000);
      tell(b, a);
      a.nowMillis += 250;
      b.nowMillis += 250;
    }
    long told = Math.max(a.clock.stamp(), b.clock.stamp()) - a.nowMillis;
    assertTrue(told < 1100, "the clocks are " + told + " ms ahead");
    assertTrue(a.exchange.counters().untold() > 0);
    assertEquals(0, b.exchange.counters().refusedStamps());
    assertEquals(a.contents(), b.contents());

    // What the peer said last is so a little later, at its next word.
    for (AnnounceEvent event : List.of(AnnounceEvent.NONE, AnnounceEvent.STOPPED)) {
      flap(a, 3000);
      tell(a, b);
      a.nowMillis += 2000;
      b.nowMillis += 2000;
      a.announce(1, PEER, event, 0);
      tell(a, b);
      assertEquals(event == AnnounceEvent.NONE ? 1 : 0, peers(a));
      assertEquals(a.contents(), b.contents());
    }
  }

  @Test
  void downloadsOfWhoIsTooQuickCountOnceEverywhere() {
    for (int i = 0; i < 3000; i++) {
      a.announce(1, PEER, AnnounceEvent.COMPLETED, 0);
      a.announce(1, PEER, AnnounceEvent.STOPPED, 0);
    }
    tell(a, b);
    assertTrue(a.exchange.counters().untold() > 0);
    assertEquals(1, downloads(a));
    assertEquals(1, downloads(b));
    assertEquals(a.contents(), b.contents());
  }

  @Test
  void aNodeWhoseClockIsBehindTellsWhatHappensToOnePeerInARow() {
    b.nowMillis -= 5_000;
    a.announce(1, PEER, AnnounceEvent.STARTED, 1);
    tell(a, b);
    b.announce(1, PEER, AnnounceEvent.COMPLETED, 0);
    b.announce(1, PEER, AnnounceEvent.STOPPED, 0);
    b.announce(1, PEER, AnnounceEvent.STARTED, 0);
    tell(b, a);
    assertEquals(0, b.exchange.counters().untold());
    assertEquals(1, peers(a));
    assertEquals(a.contents(), b.contents());
  }

  @Test
  void stopsThatRunAheadOfTheTimeDoNotAgeThoseBefore() {
    Node node = new Node(0, new ExchangeLimits(1 << 20, 1 << 24, 1 << 12, 1 << 20, 1), 7);
    // A thousand, and so many that the next thousand is full when the quick one is far ahead.
    int stops = 1024 + 600;
    for (int i = 0; i < stops; i++) {
      node.announce(2, new Node.Peer(i, 1, true), AnnounceEvent.STOPPED, 1);
    }
    node.nowMillis += 59_500;
    flap(node, 1800);
    b.nowMillis = node.nowMillis;
    b.pullStops(node, 0);
    assertTrue(b.exchange.counters().stops() >= stops, b.exchange.counters().toString());
  }

  private static void flap(Node node, int times) {
    for (int i = 0; i < times; i++) {
      AnnounceEvent event = i % 2 == 0 ? AnnounceEvent.STARTED : AnnounceEvent.STOPPED;
      node.announce(1, PEER, event, 1);
    }
  }

  private static long peers(Node node) {
    return node.contents().keySet().stream().filter(name -> !name.endsWith("downloads")).count();
  }

  @Test
  void thereAreOnlySoManyShards() {
    for (int shard : new int[] {-2, Exchange.STATE_SHARD + 1}) {
      assertThrows(
          IllegalArgumentException.class, () -> a.exchange.apply(shard, ByteBuffer.allocate(2)));
    }
    for (long first : new long[] {0, 1, Exchange.SHARDS - 1, 0xFFFF_FFFFL}) {
      assertEquals(first % Exchange.SHARDS, Exchange.shardOf(first << 32 | 0xFFFF_FFFFL));
    }
  }

  @Test
  void tellingTheOthersAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    ExchangeLimits roomy = new ExchangeLimits(1 << 22, 1 << 28, 1 << 16, 1 << 20, 60);
    Node node = new Node(0, roomy, 6);
    Node.Peer[] peers = new Node.Peer[1000];
    for (int i = 0; i < peers.length; i++) {
      peers[i] = new Node.Peer(i, 1, true);
    }
    long bytes;
    do {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < BATCH; i++) {
        AnnounceEvent event = i % 7 == 0 ? AnnounceEvent.STOPPED : AnnounceEvent.NONE;
        node.announce(i % 30, peers[i % 1000], event, i & 1);
      }
      bytes = threads.getCurrentThreadAllocatedBytes() - before;
      node.take();
    } while (bytes > BATCH / 100 && System.nanoTime() < deadline);
    assertTrue(bytes <= BATCH / 100, bytes + " bytes in " + BATCH + " announces");
    assertEquals(0, node.exchange.counters().dropped());
  }

  private static long downloads(Node node) {
    return node.contents().entrySet().stream()
        .filter(entry -> entry.getKey().endsWith("downloads"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static void tell(Node from, Node to) {
    for (Node.Batch batch : from.take()) {
      to.exchange.apply(batch.shard(), batch.bytes());
    }
  }

  private static void assertRecords(List<byte[]> expected, List<byte[]> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i));
    }
  }

  private static final class State implements SharedState {
    final List<byte[]> records = new ArrayList<>();
    private Consumer<byte[]> told = record -> {};

    void add(byte[] record) {
      records.add(record);
      told.accept(record);
    }

    @Override
    public void onChange(Consumer<byte[]> told) {
      this.told = told;
    }

    @Override
    public void apply(List<byte[]> more) {
      records.addAll(more);
    }

    @Override
    public void forEach(int part, Consumer<byte[]> out) {
      records.stream().filter(record -> record[0] == (byte) part).forEach(out);
    }
  }
}
