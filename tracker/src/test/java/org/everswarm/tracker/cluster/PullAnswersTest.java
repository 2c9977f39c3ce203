package org.everswarm.tracker.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.tracker.exchange.ClusterClock;
import org.everswarm.tracker.exchange.Exchange;
import org.everswarm.tracker.exchange.ExchangeLimits;
import org.everswarm.tracker.exchange.SharedState;
import org.everswarm.tracker.swarm.PeerAnnounce;
import org.everswarm.tracker.swarm.PeerReply;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.swarm.PeerTableLimits;
import org.junit.jupiter.api.Test;

/** What a member gives chunk by chunk, while it goes on. */
class PullAnswersTest {

  /** 32 times 1024 of them. */
  private static final long STOP_LOG_BYTES = (32L * 48) << 10;

  private final SomeState state = new SomeState();
  private final SomeState readState = new SomeState();
  private final PeerTable table = new PeerTable(PeerTableLimits.defaults(), 1);
  private final Exchange exchange = exchange(table, state, STOP_LOG_BYTES);
  private final Exchange reader =
      exchange(new PeerTable(PeerTableLimits.defaults(), 2), readState, 2 * STOP_LOG_BYTES);
  private final PullAnswers answers =
      new PullAnswers(
          new NodeContext(
              exchange,
              new Seal(ClusterKey.generate(Nodes.RANDOM), Nodes.RANDOM),
              () -> true,
              () -> new MemberStatus(true, 0, 0, 0)));

  @Test
  void smallStateThatIsThereAllTheTimeIsGivenWhateverComesAndGoes() {
    for (int i = 0; i < 4000; i++) {
      state.records.add(i);
    }
    Set<Integer> stays = new TreeSet<>(state.records);
    int chunks = 0;
    int next = 0;
    while (next != PullAnswers.END) {
      next = read(PullKind.STATE, next, Exchange.STATE_SHARD);
      chunks++;
      // From the first that were given, as many as come after the last.
      for (int i = 0; i < 100; i++) {
        int gone = 100 * chunks + i;
        state.records.remove(gone);
        stays.remove(gone);
        state.records.add(10_000 + gone);
      }
    }
    assertTrue(chunks > 5, chunks + " chunks");
    assertTrue(readState.heard.containsAll(stays));
    assertTrue(state.given < 6000, state.given + " records written for those 4000");
    assertEquals(PullAnswers.END, read(PullKind.STATE, SharedState.PARTS, Exchange.STATE_SHARD));
  }

  @Test
  void stopsThatAreKeptAllTheTimeAreGivenThoughTheOldestMakeRoom() {
    int full = 32 << 10;
    for (int i = 0; i < full; i++) {
      stop(i);
    }
    int next = read(PullKind.STOPS, 0, Exchange.ANY_SHARD);
    assertTrue(next != PullAnswers.END, "one chunk is not all");
    for (int i = 0; i < 4 << 10; i++) {
      stop(full + i);
    }
    while (next != PullAnswers.END) {
      next = read(PullKind.STOPS, next, Exchange.ANY_SHARD);
    }
    // What the reader has heard of it tells others: all, those too that made room since.
    assertEquals(full + (4 << 10), reader.counters().stops());
  }

  private int read(PullKind kind, int cursor, int shard) {
    ByteBuffer chunk = ByteBuffer.wrap(answers.answer(kind, 0, cursor));
    assertTrue(chunk.remaining() < PullAnswers.CHUNK_BYTES + (1 << 17));
    int next = chunk.getInt();
    List<ByteBuffer> batches = new ArrayList<>();
    BatchChunk.read(chunk, batches::add);
    batches.forEach(batch -> reader.apply(shard, batch));
    return next;
  }

  private void stop(int peer) {
    PeerAnnounce in = new PeerAnnounce();
    in.hash0 = Nodes.hash0(peer);
    in.addressLow = 0xFFFF_0000_0000L | (0x0A00_0000L + peer);
    in.port = 6881;
    in.event = AnnounceEvent.STOPPED;
    in.nowMinutes = (int) (System.currentTimeMillis() / 60_000);
    table.announce(in, new PeerReply(1));
  }

  private static Exchange exchange(PeerTable table, SharedState state, long stopLogBytes) {
    ExchangeLimits limits = new ExchangeLimits(1 << 18, 1 << 26, 1 << 18, stopLogBytes, 60);
    Exchange made = new Exchange(table, new ClusterClock(InstantSource.system()), limits, state, 3);
    table.report(made);
    return made;
  }
}
