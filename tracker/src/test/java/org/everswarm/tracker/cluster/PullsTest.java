package org.everswarm.tracker.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.tracker.LogWatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is read from a member that does not always answer. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class PullsTest {

  private final SomeState state = new SomeState();
  private final SomeState theirState = new SomeState();
  private final Mirror mirror = new Mirror(state, theirState);

  @AfterEach
  void close() {
    mirror.close();
  }

  @Test
  void whatBreaksOffGoesOnWhereItWasAndIsComplainedOfOnce() {
    int peers = 250_000;
    for (int i = 0; i < peers; i++) {
      mirror.announce(i % 5000, i, AnnounceEvent.STARTED);
    }
    int chunks = chunksOfPeers();
    assertTrue(chunks > 3, chunks + " chunks");
    // Who has left, peers, peers; who has left, peers.
    Set<Integer> broken = Set.of(3, 5);
    mirror.asked =
        number -> {
          if (broken.contains(number)) {
            throw new IllegalStateException("out of order");
          }
        };
    AtomicInteger pulled = new AtomicInteger();
    Pulls pulls = pulls(pulled);
    try (LogWatch log = new LogWatch()) {
      pulls.want(mirror.member().getUuid(), 0);
      Nodes.eventually("all is here", () -> pulled.get() == 1 && pulls.isSettled());
      assertEquals(1, log.text().split("a pull broke off", -1).length - 1, log.text());
    } finally {
      pulls.close();
    }
    assertEquals(2, mirror.counters.pullFailures());
    assertEquals(peers, mirror.table.stats().ipv4Peers());
    assertEquals(3 + 2 + 1 + (chunks - 1), mirror.questions.get());
  }

  @Test
  void whatIsRegisteredIsKnownBeforeThePeersCome() {
    theirState.records.add(1);
    mirror.announce(1, 1, AnnounceEvent.STARTED);
    AtomicLong peersBefore = new AtomicLong(-1);
    state.hearing = () -> peersBefore.set(mirror.table.stats().ipv4Peers());
    AtomicInteger pulled = new AtomicInteger();
    Pulls pulls = pulls(pulled);
    pulls.want(mirror.member().getUuid(), 0);
    Nodes.eventually("all is here", () -> pulled.get() == 1);
    pulls.close();
    assertEquals(Set.of(1), state.heard);
    assertEquals(0, peersBefore.get());
    assertEquals(1, mirror.table.stats().ipv4Peers());
  }

  @Test
  void aQuestionThatNobodyWaitsForAnyMoreIsTakenBack() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    mirror.asked = number -> awaitQuietly(stuck);
    // Two are begun there, and a third one waits for its turn.
    for (int i = 1; i <= 2; i++) {
      int begun = i;
      Asking.Question question = mirror.asking.begin(mirror.member(), PullKind.PEERS, 0, 0);
      Nodes.eventually("begun", () -> mirror.questions.get() == begun);
      assertThrows(IOException.class, () -> mirror.asking.answer(question, 1));
    }
    assertThrows(IOException.class, () -> ask(1));
    Nodes.eventually("taken back", PullsTest::nobodyCancels);
    stuck.countDown();
    assertTrue(ask(20) > 0);
    assertEquals(3, mirror.questions.get());
  }

  private int ask(int seconds) throws IOException, InterruptedException {
    return mirror.asking.ask(mirror.member(), PullKind.PEERS, 0, 0, seconds).remaining();
  }

  private static boolean nobodyCancels() {
    return Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().startsWith("everswarm-pull-cancel"));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private int chunksOfPeers() {
    PullAnswers answers = new PullAnswers(mirror.context);
    int chunks = 0;
    int next = 0;
    while (next != PullAnswers.END) {
      next = ByteBuffer.wrap(answers.answer(PullKind.PEERS, 0, next)).getInt();
      chunks++;
    }
    mirror.questions.set(0);
    return chunks;
  }

  private Pulls pulls(AtomicInteger pulled) {
    return new Pulls(
        mirror.cluster,
        mirror.asking,
        mirror.exchange,
        mirror.counters,
        member -> pulled.incrementAndGet());
  }
}
