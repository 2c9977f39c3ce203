package org.everswarm.tracker.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.everswarm.tracker.swarm.PeerChange;
import org.junit.jupiter.api.Test;

class StopLogTest {

  private static final long NOW = 1_700_000_000_000L;
  private static final int CHUNK = 1024;
  private static final long CHUNK_BYTES = (long) CHUNK * Entries.BYTES;

  @Test
  void givesAllThatWereNotedSinceAndMaybeSomeMore() {
    StopLog log = new StopLog(10 * CHUNK_BYTES, 60);
    for (int i = 0; i < 5 * CHUNK; i++) {
      add(log, i, NOW + i);
    }
    Set<Long> all = read(log, 0, NOW + 5 * CHUNK);
    assertEquals(5 * CHUNK, all.size());
    Set<Long> some = read(log, NOW + 3000, NOW + 5 * CHUNK);
    for (long i = 3000; i < 5 * CHUNK; i++) {
      assertTrue(some.contains(i), i + " is missing");
    }
    assertTrue(some.size() < 5 * CHUNK - 3000 + CHUNK);
  }

  @Test
  void atItsLimitTheOldestMakeRoom() {
    StopLog log = new StopLog(2 * CHUNK_BYTES, 60);
    for (int i = 0; i < 5 * CHUNK + 1; i++) {
      add(log, i, NOW);
    }
    Set<Long> left = read(log, 0, NOW);
    assertEquals(CHUNK + 1, left.size());
    assertTrue(left.contains(5L * CHUNK));
    assertEquals(CHUNK + 1, log.size());
  }

  @Test
  void afterAnHourTheyAreForgotten() {
    StopLog log = new StopLog(10 * CHUNK_BYTES, 60);
    for (int i = 0; i < 2 * CHUNK; i++) {
      add(log, i, NOW + i / CHUNK * 3_600_000L);
    }
    assertEquals(2 * CHUNK, read(log, 0, NOW + 3_600_000L).size());
    assertEquals(CHUNK, read(log, 0, NOW + 3_600_001L).size());
  }

  /** What is forgotten meanwhile does not move what is left. */
  @Test
  void whoReadsWhileTheOldestAreForgottenMissesNothingThatIsThereAllTheTime() {
    StopLog log = new StopLog(10 * CHUNK_BYTES, 60);
    for (int i = 0; i < 10 * CHUNK; i++) {
      add(log, i, NOW);
    }
    Set<Long> read = new HashSet<>();
    int next = 0;
    for (int i = 0; i < 4; i++) {
      next = read(log, next, 0, NOW, read);
    }
    for (int i = 10 * CHUNK; i < 13 * CHUNK; i++) {
      add(log, i, NOW + 60_000);
    }
    next = read(log, next, 0, NOW, read);
    // Of age now: all but the three that came last.
    add(log, 13 * CHUNK, NOW + 3_600_001);
    while (next != Exchange.NO_MORE) {
      next = read(log, next, 0, NOW + 3_600_001, read);
    }
    for (long i = 0; i < 5 * CHUNK; i++) {
      assertTrue(read.contains(i), i + " was read before");
    }
    for (long i = 10 * CHUNK; i <= 13 * CHUNK; i++) {
      assertTrue(read.contains(i), i + " is missing");
    }
    assertEquals(3 * CHUNK + 1, log.size());
    assertEquals(Exchange.NO_MORE, read(log, 1000, 0, NOW, read), "beyond the end");
  }

  @Test
  void oneReadGivesOneChunkHoweverManyThereAre() {
    StopLog log = new StopLog(10 * CHUNK_BYTES, 60);
    for (int i = 0; i < 5 * CHUNK; i++) {
      add(log, i, NOW + i);
    }
    Set<Long> read = new HashSet<>();
    assertEquals(1, read(log, 0, 0, NOW, read));
    assertEquals(CHUNK, read.size());
    assertEquals(Exchange.NO_MORE, read(log, 4, 0, NOW, read));
    assertEquals(Exchange.NO_MORE, read(log, 0, NOW + 6 * CHUNK, NOW, read), "nothing so late");
    assertEquals(2 * CHUNK, read.size());
  }

  @Test
  void aLogOfOneChunkBeginsAnewWhenItIsFull() {
    StopLog log = new StopLog(0, 60);
    for (int i = 0; i <= CHUNK; i++) {
      add(log, i, NOW);
    }
    assertEquals(Set.of((long) CHUNK), read(log, 0, NOW));
  }

  private static void add(StopLog log, int peer, long nowMillis) {
    PeerChange change = new PeerChange();
    change.addressLow = 0xFFFF_0000_0000L + peer;
    change.port = 1;
    log.add(change, PeerChange.STOPPED, NOW, nowMillis);
  }

  private static Set<Long> read(StopLog log, long sinceMillis, long nowMillis) {
    Set<Long> peers = new HashSet<>();
    int next = 0;
    while (next != Exchange.NO_MORE) {
      next = read(log, next, sinceMillis, nowMillis, peers);
    }
    return peers;
  }

  private static int read(
      StopLog log, int from, long sinceMillis, long nowMillis, Set<Long> peers) {
    return log.read(
        from,
        sinceMillis,
        nowMillis,
        batch -> {
          BatchReader reader = new BatchReader(Exchange.ANY_SHARD, ByteBuffer.wrap(batch));
          PeerChange change = new PeerChange();
          while (reader.next(change)) {
            assertEquals(PeerChange.STOPPED, change.flags);
            assertEquals(NOW, change.stampMillis);
            peers.add(change.addressLow & 0xFFFF_FFFFL);
          }
        });
  }
}
