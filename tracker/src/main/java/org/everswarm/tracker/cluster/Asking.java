package org.everswarm.tracker.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks members for chunks. Blocks where it waits. Thread-safe. */
final class Asking {

  private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

  private final HazelcastInstance cluster;
  private final Seal seal;
  private final ClusterCounters counters;
  private final ThreadFactory cancellers = Threads.named("everswarm-pull-cancel");
  private volatile boolean closed;

  Asking(HazelcastInstance cluster, Seal seal, ClusterCounters counters) {
    this.cluster = cluster;
    this.seal = seal;
    this.counters = counters;
  }

  /** What was asked and is being put together. */
  record Question(PullKind kind, Future<byte[]> answer) {}

  /**
   * One chunk, from its cursor on.
   *
   * @throws IOException when the member does not answer in time, or not as one of ours would
   */
  ByteBuffer ask(Member member, PullKind kind, long since, int cursor, long seconds)
      throws IOException, InterruptedException {
    return answer(begin(member, kind, since, cursor), seconds);
  }

  /** Asks and does not wait: the question is for {@link #answer} or {@link #takeBack}. */
  Question begin(Member member, PullKind kind, long since, int cursor) throws IOException {
    if (closed) {
      throw new IOException("gone");
    }
    try {
      return new Question(
          kind,
          cluster
              .getExecutorService(MemberConfig.PULLS)
              .submitToMember(new PullRequest(kind, since, cursor), member));
    } catch (RejectedExecutionException | IllegalStateException left) {
      // The latter is Hazelcast's word for a member, or an instance, that is shut down.
      throw new IOException("gone", left);
    }
  }

  /** Waits for an answer; fails as {@link #ask} does. */
  ByteBuffer answer(Question question, long seconds) throws IOException, InterruptedException {
    byte[] sealed;
    try {
      sealed = question.answer.get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      takeBack(question);
      throw new IOException("no answer", late);
    } catch (ExecutionException | RejectedExecutionException gone) {
      throw new IOException("no answer", gone);
    } catch (IllegalStateException left) {
      throw new IOException("gone", left);
    }
    byte[] plain = sealed == null ? null : seal.open(PullRequest.context(question.kind), sealed);
    if (plain == null || plain.length < Integer.BYTES) {
      throw new IOException("an answer that does not open");
    }
    counters.pulledBytes(sealed.length);
    return ByteBuffer.wrap(plain);
  }

  /**
   * What nobody waits for any more is not to be put together, and not to fill the other's queue.
   * That asks the other member too, which may not answer either, for ten seconds: so it is done on
   * a thread of its own.
   */
  void takeBack(Question question) {
    cancellers.newThread(() -> cancel(question.answer)).start();
  }

  /** Asks nothing more. */
  void close() {
    closed = true;
  }

  private static void cancel(Future<byte[]> answer) {
    try {
      answer.cancel(false);
    } catch (RuntimeException gone) {
      LOG.debug("a question could not be taken back", gone);
    }
  }
}
