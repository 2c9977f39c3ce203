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

/** Asks one member for chunks, one after the other. Blocks. Thread-safe. */
final class Asking {

  private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

  private final HazelcastInstance cluster;
  private final Seal seal;
  private final ClusterCounters counters;
  private final ThreadFactory cancellers = Threads.named("everswarm-pull-cancel");

  Asking(HazelcastInstance cluster, Seal seal, ClusterCounters counters) {
    this.cluster = cluster;
    this.seal = seal;
    this.counters = counters;
  }

  /**
   * One chunk, from its cursor on.
   *
   * @throws IOException when the member does not answer in time, or not as one of ours would
   */
  ByteBuffer ask(Member member, PullKind kind, long since, int cursor, long seconds)
      throws IOException, InterruptedException {
    byte[] sealed;
    try {
      Future<byte[]> answer =
          cluster
              .getExecutorService(MemberConfig.PULLS)
              .submitToMember(new PullRequest(kind, since, cursor), member);
      sealed = get(answer, seconds);
    } catch (ExecutionException | TimeoutException | RejectedExecutionException gone) {
      throw new IOException("no answer", gone);
    } catch (IllegalStateException left) {
      // Hazelcast's word for a member, or an instance, that is shut down.
      throw new IOException("gone", left);
    }
    byte[] plain = sealed == null ? null : seal.open(PullRequest.context(kind), sealed);
    if (plain == null || plain.length < Integer.BYTES) {
      throw new IOException("an answer that does not open");
    }
    counters.pulledBytes(sealed.length);
    return ByteBuffer.wrap(plain);
  }

  /**
   * What nobody waits for any more is not to be put together, and not to fill the other's queue.
   */
  private byte[] get(Future<byte[]> answer, long seconds)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      return answer.get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      // That asks the other member too, which may not answer either: for ten seconds at most.
      cancellers.newThread(() -> cancel(answer)).start();
      throw late;
    }
  }

  private static void cancel(Future<byte[]> answer) {
    try {
      answer.cancel(false);
    } catch (RuntimeException gone) {
      LOG.debug("a question could not be taken back", gone);
    }
  }
}
