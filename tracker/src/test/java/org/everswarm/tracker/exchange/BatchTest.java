package org.everswarm.tracker.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.tracker.swarm.PeerChange;
import org.everswarm.tracker.swarm.PeerTableStats;
import org.junit.jupiter.api.Test;

/** Batches and pulls, well formed and not. */
class BatchTest {

  private static final AnnounceEvent[] EVENTS = AnnounceEvent.values();

  @Property(tries = 300)
  void aBatchSaysTheLatestOfEveryPeerOnce(
      @ForAll @IntRange(min = 1, max = 3000) int changes,
      @ForAll @IntRange(min = 1, max = 500) int peers,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] words = new long[changes * Entries.WORDS];
    Map<String, Long> latest = new HashMap<>();
    PeerChange change = new PeerChange();
    for (int i = 0; i < changes; i++) {
      draw(change, random, peers);
      Entries.write(words, i * Entries.WORDS, change, change.flags);
      latest.merge(
          Node.name(change),
          LatestChanges.change(change.stampMillis, change.flags),
          BatchTest::join);
    }
    BatchWriter writer = new BatchWriter(words, words.length, Exchange.NOTHING_LOST);
    Map<String, Long> read = new HashMap<>();
    while (writer.hasMore()) {
      byte[] batch = writer.next();
      assertTrue(batch.length <= Exchange.MOST_BATCH_BYTES);
      BatchReader reader = new BatchReader(Exchange.ANY_SHARD, ByteBuffer.wrap(batch));
      while (reader.next(change)) {
        Long word = LatestChanges.change(change.stampMillis, change.flags);
        assertEquals(null, read.put(Node.name(change), word), "a peer is there twice");
      }
    }
    assertEquals(latest, read);
  }

  @Test
  void whatDoesNotFitIsInTheNextBatch() {
    int changes = 20_000;
    SplittableRandom random = new SplittableRandom(1);
    long[] words = new long[changes * Entries.WORDS];
    PeerChange change = new PeerChange();
    for (int i = 0; i < changes; i++) {
      draw(change, random, 1 << 30);
      Entries.write(words, i * Entries.WORDS, change, change.flags);
    }
    BatchWriter writer = new BatchWriter(words, words.length, 77);
    int read = 0;
    int batches = 0;
    while (writer.hasMore()) {
      ByteBuffer batch = ByteBuffer.wrap(writer.next());
      assertTrue(!writer.hasMore() || batch.remaining() > Exchange.MOST_BATCH_BYTES - 100);
      BatchReader reader = new BatchReader(Exchange.ANY_SHARD, batch);
      assertEquals(batches == 0 ? 77 : Exchange.NOTHING_LOST, reader.lostSinceMinute());
      while (reader.next(change)) {
        read++;
      }
      batches++;
    }
    assertEquals(changes, read);
    assertTrue(batches > 2);
  }

  @Property(tries = 500)
  void anyBytesAreAppliedOrRefusedButBreakNothing(
      @ForAll @Size(max = 200) byte[] noise, @ForAll @IntRange(max = 5) int count) {
    Node node = new Node(0, Node.limits(64), 1);
    for (int shard : new int[] {Exchange.ANY_SHARD, 0, Exchange.STATE_SHARD}) {
      apply(node, shard, noise);
    }
    merge(node, noise);
    Node other = crowd(count);
    List<Node.Batch> batches = other.take();
    for (Node.Batch batch : batches) {
      apply(node, batch.shard(), mutated(batch.bytes(), noise));
    }
    merge(node, mutated(other.saved(0), noise));
    PeerTableStats stats = node.table.stats();
    long peers = node.contents().keySet().stream().filter(n -> !n.endsWith("downloads")).count();
    assertEquals(stats.seeders() + stats.leechers(), peers);
  }

  @Test
  void aBatchCutShortAnywhereIsRefusedOrABatch() {
    Node other = crowd(3);
    Node.Batch batch = other.take().get(0);
    for (int length = 0; length < batch.bytes().remaining(); length++) {
      Node node = new Node(0, Node.limits(64), 1);
      ByteBuffer cut = batch.bytes().slice(0, length);
      if (length == 10) {
        // A header alone: nothing has changed.
        assertEquals(Exchange.NOTHING_LOST, node.exchange.apply(batch.shard(), cut));
      } else {
        assertThrows(MalformedBatchException.class, () -> node.exchange.apply(batch.shard(), cut));
        assertEquals(1, node.exchange.counters().malformed());
      }
    }
  }

  @Test
  void aPullCutShortAnywhereIsRefused() {
    ByteBuffer saved = Truth.copy(crowd(3).saved(0));
    Node whole = new Node(0, Node.limits(64), 1);
    assertTrue(whole.exchange.merge(saved) > 0);
    // Whole sections are a pull; most stripes have nothing, a section of four bytes.
    for (int length = 0; length < saved.remaining(); length++) {
      Node node = new Node(0, Node.limits(64), 1);
      try {
        node.exchange.merge(saved.slice(0, length));
      } catch (MalformedBatchException expected) {
        assertEquals(1, node.exchange.counters().malformed());
      }
    }
  }

  @Test
  void aBatchOfAnotherShardIsRefused() {
    Node.Batch batch = crowd(1).take().get(0);
    Node node = new Node(0, Node.limits(64), 1);
    int other = (batch.shard() + 1) % Exchange.SHARDS;
    assertThrows(MalformedBatchException.class, () -> node.exchange.apply(other, batch.bytes()));
    assertThrows(
        MalformedBatchException.class,
        () -> node.exchange.apply(Exchange.STATE_SHARD, batch.bytes()));
    assertTrue(node.contents().isEmpty());
    assertEquals(2, node.exchange.counters().malformed());
  }

  @Test
  void whatCannotBeIsRefused() {
    refused(1, 16 + 32); // an unknown flag
    refused(1, PeerChange.PARTIAL);
    refused(1, PeerChange.STOPPED | PeerChange.LEECHER);
    assertFalse(isRefused(0, 0));
    refused(9, 0); // port 0: bytes 8 and 9 of the change
  }

  private static void refused(int at, int value) {
    assertTrue(isRefused(at == 1 ? 0 : at, value), at + " " + value);
  }

  /** A batch of one seeder, with a byte of its change set. */
  private static boolean isRefused(int at, int value) {
    Node other = new Node(0, Node.limits(64), 2);
    other.announce(1, new Node.Peer(1, 1, true), AnnounceEvent.NONE, 0);
    Node.Batch batch = other.take().get(0);
    ByteBuffer bytes = Truth.copy(batch.bytes());
    int change = 10 + BatchFormat.SWARM_BYTES;
    bytes.put(at == 9 ? change + 7 : change + at, (byte) value);
    Node node = new Node(0, Node.limits(64), 1);
    try {
      node.exchange.apply(batch.shard(), bytes);
      return false;
    } catch (MalformedBatchException expected) {
      assertTrue(node.contents().isEmpty());
      return true;
    }
  }

  private static void apply(Node node, int shard, byte[] bytes) {
    try {
      node.exchange.apply(shard, ByteBuffer.wrap(bytes));
    } catch (MalformedBatchException expected) {
      assertTrue(node.exchange.counters().malformed() > 0);
    }
  }

  private static void merge(Node node, byte[] bytes) {
    try {
      node.exchange.merge(ByteBuffer.wrap(bytes));
    } catch (MalformedBatchException expected) {
      assertTrue(node.exchange.counters().malformed() > 0);
    }
  }

  private static byte[] mutated(ByteBuffer good, byte[] noise) {
    byte[] bytes = new byte[good.remaining()];
    good.duplicate().get(bytes);
    for (int i = 0; i < noise.length && bytes.length > 0; i += 9) {
      bytes[Math.floorMod(noise[i] * 31 + i * 7, bytes.length)] = noise[i];
    }
    return bytes;
  }

  /** A node with some peers, that has told nobody. */
  private static Node crowd(int peers) {
    Node node = new Node(0, Node.limits(64), 3);
    for (int i = 0; i < peers; i++) {
      for (int ipv4 = 0; ipv4 < 2; ipv4++) {
        Node.Peer peer = new Node.Peer(1 + i, 6881, ipv4 == 0);
        node.announce(1, peer, EVENTS[i % EVENTS.length], i % 2);
        node.nowMillis += 1000;
      }
    }
    return node;
  }

  private static void draw(PeerChange change, SplittableRandom random, int peers) {
    int peer = random.nextInt(peers);
    change.hash0 = (long) (peer % 5) << 32;
    change.hash1 = peer % 5;
    change.hash2 = peer % 5;
    change.addressHigh = peer % 7 == 0 ? 0xFD00_0000_0000_0000L : 0;
    change.addressLow = peer % 7 == 0 ? peer : 0xFFFF_0000_0000L | peer;
    change.port = 1 + peer % 60_000;
    change.stampMillis = Node.START_MILLIS + random.nextLong(1L << random.nextInt(30));
    change.flags = random.nextInt(3) == 0 ? PeerChange.STOPPED : random.nextInt(2);
    change.flags |= random.nextInt(9) == 0 ? PeerChange.SNATCHED : 0;
  }

  private static long join(long a, long b) {
    long latest = LatestChanges.order(a) > LatestChanges.order(b) ? a : b;
    return latest | ((a | b) & PeerChange.SNATCHED);
  }
}
