package org.everswarm.tracker.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.everswarm.tracker.exchange.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The members that are to be pulled from, and since when. One pull at a time; one that breaks off
 * is repeated for as long as its member is there. Thread-safe.
 *
 * <p>Bounded by the number of members: two wishes about one are one, the farther back.
 */
final class Pulls {

  private static final Logger LOG = LoggerFactory.getLogger(Pulls.class);
  private static final long RETRY_MILLIS = 1000;
  private static final long NOT_YET_MILLIS = 100;
  private static final int HOPELESS = 5;

  /** What is wanted of a member, and how often it did not give it. */
  private record Wish(int sinceMinutes, int failures) {

    Wish failed() {
      return new Wish(sinceMinutes, failures + 1);
    }

    Wish and(Wish other) {
      return new Wish(
          Math.min(sinceMinutes, other.sinceMinutes), Math.max(failures, other.failures));
    }
  }

  private final HazelcastInstance cluster;
  private final Asking asking;
  private final Exchange exchange;
  private final ClusterCounters counters;
  private final Consumer<Member> pulled;
  private final Steps steps = new Steps("everswarm-pull");
  private final Map<UUID, Wish> wanted = new LinkedHashMap<>();
  private boolean running;

  /**
   * Pulls of a member.
   *
   * @param pulled told of each member that gave all
   */
  Pulls(
      HazelcastInstance cluster,
      Asking asking,
      Exchange exchange,
      ClusterCounters counters,
      Consumer<Member> pulled) {
    this.cluster = cluster;
    this.asking = asking;
    this.exchange = exchange;
    this.counters = counters;
    this.pulled = pulled;
  }

  /**
   * Pulls from a member soon.
   *
   * @param sinceMinutes minutes since 1970; 0 or less for all
   */
  void want(UUID member, int sinceMinutes) {
    want(member, new Wish(Math.max(0, sinceMinutes), 0), 0);
  }

  private void want(UUID member, Wish wish, long delayMillis) {
    synchronized (wanted) {
      wanted.merge(member, wish, Wish::and);
    }
    steps.later(delayMillis, this::next);
  }

  /** Whether all that was wanted is here, but for members that failed to give it many times. */
  boolean isSettled() {
    synchronized (wanted) {
      return !running && wanted.values().stream().allMatch(wish -> wish.failures >= HOPELESS);
    }
  }

  void close() {
    steps.close();
  }

  private void next() {
    UUID id;
    Wish wish;
    synchronized (wanted) {
      if (wanted.isEmpty()) {
        return;
      }
      id = wanted.keySet().iterator().next();
      wish = wanted.remove(id);
      running = true;
    }
    Wish left = wish.failed();
    try {
      left = pull(id, wish);
    } catch (RuntimeException failed) {
      LOG.error("a pull failed", failed);
    } finally {
      if (left != null) {
        want(id, left, left.failures > wish.failures ? RETRY_MILLIS : NOT_YET_MILLIS);
      }
      synchronized (wanted) {
        running = false;
      }
    }
  }

  /** Returns what is left to be done about it. */
  private @Nullable Wish pull(UUID id, Wish wish) {
    try {
      Optional<Member> member = member(id);
      if (member.isPresent()) {
        pull(member.get(), wish.sinceMinutes);
      }
      return null;
    } catch (Pull.NotYetException early) {
      return wish;
    } catch (IOException broken) {
      counters.pullFailed();
      LOG.warn("a pull broke off ({}), and is repeated", broken.getMessage());
      return wish.failed();
    } catch (HazelcastInstanceNotActiveException left) {
      return null;
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private void pull(Member member, int sinceMinutes) throws IOException, InterruptedException {
    long start = System.nanoTime();
    long added = new Pull(asking, member, exchange).run(sinceMinutes);
    counters.pulled();
    pulled.accept(member);
    LOG.info(
        "{} peers pulled from {} in {} ms, heard of since minute {}",
        added,
        member.getAddress(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
        sinceMinutes);
  }

  private Optional<Member> member(UUID id) {
    return cluster.getCluster().getMembers().stream()
        .filter(member -> member.getUuid().equals(id))
        .findFirst();
  }
}
