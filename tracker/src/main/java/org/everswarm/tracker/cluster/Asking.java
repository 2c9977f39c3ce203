package org.everswarm.tracker.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks one member for chunks, one after the other. Blocks. Thread-safe. */
final class Asking {

  private final HazelcastInstance cluster;
  private final Seal seal;
  private final ClusterCounters counters;

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
      sealed =
          cluster
              .getExecutorService(MemberConfig.PULLS)
              .submitToMember(new PullRequest(kind, since, cursor), member)
              .get(seconds, TimeUnit.SECONDS);
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
}
