package org.everswarm.tracker.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.everswarm.tracker.exchange.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The members that are to be pulled from, and since when. One pull at a time; one that breaks off
 * is taken up again for as long as its member is there, after a second and then ever later, up to a
 * minute. Thread-safe.
 *
 * <p>Bounded by the number of members: two wishes about one are one, the farther back. Members go
 * by Hazelcast's name for them, which no process has that comes back: its table, and the stripes of
 * that, are the same for as long as a wish lasts.
 */
final class Pulls {

  private static final Logger LOG = LoggerFactory.getLogger(Pulls.class);
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final HazelcastInstance cluster;
  private final Asking asking;
  private final Exchange exchange;
  private final ClusterCounters counters;
  private final Consumer<Member> pulled;
  private final Steps steps = new Steps("everswarm-pull");
  private final Map<UUID, Wish> wanted = new LinkedHashMap<>();
  private @Nullable Wish running;

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
    want(member, Wish.of(Math.max(0, sinceMinutes), nowMillis()));
  }

  private void want(UUID member, Wish wish) {
    synchronized (wanted) {
      wanted.merge(member, wish, Wish::and);
    }
    steps.later(Math.max(0, wish.dueMillis() - nowMillis()), this::next);
  }

  /** Whether all that was wanted is here, but for members that failed to give it many times. */
  boolean isSettled() {
    synchronized (wanted) {
      Wish now = running;
      return (now == null || now.isHopeless())
          && wanted.values().stream().allMatch(Wish::isHopeless);
    }
  }

  /** Ends before the next chunk. An interrupt would close the files that small state is kept in. */
  void close() {
    asking.close();
    steps.finish();
  }

  /** There is one of these calls to come for each wish, not before it is due. */
  private void next() {
    UUID id;
    Wish wish;
    synchronized (wanted) {
      id = firstDue();
      wish = id == null ? null : wanted.remove(id);
      if (id == null || wish == null) {
        return;
      }
      running = wish;
    }
    Wish left = null;
    try {
      left = pull(id, wish);
    } finally {
      if (left != null) {
        want(id, left);
      }
      synchronized (wanted) {
        running = null;
      }
    }
  }

  private @Nullable UUID firstDue() {
    long now = nowMillis();
    for (Map.Entry<UUID, Wish> entry : wanted.entrySet()) {
      if (entry.getValue().dueMillis() <= now) {
        return entry.getKey();
      }
    }
    return null;
  }

  /** Returns what is left to be done about it. */
  private @Nullable Wish pull(UUID id, Wish wish) {
    Pull pull = null;
    try {
      Member member = member(id);
      if (member == null) {
        return null;
      }
      pull = new Pull(asking, member, exchange, wish.stripe());
      run(pull, member, wish.sinceMinutes());
      return null;
    } catch (Pull.NotYetException early) {
      return wish.notYet(nowMillis());
    } catch (HazelcastInstanceNotActiveException left) {
      return null;
    } catch (IOException | RuntimeException broken) {
      return failed(wish, pull, broken);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private Wish failed(Wish wish, @Nullable Pull pull, Exception why) {
    counters.pullFailed();
    long now = nowMillis();
    Wish left = wish.failed(pull == null ? wish.stripe() : pull.stripe(), now);
    if (wish.isToBeTold(now)) {
      if (why instanceof RuntimeException) {
        LOG.error("a pull failed, and is repeated", why);
      } else {
        LOG.warn("a pull broke off ({}), and is repeated", why.getMessage());
      }
    }
    return left;
  }

  private void run(Pull pull, Member member, int sinceMinutes)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long added = pull.run(sinceMinutes);
    counters.pulled();
    pulled.accept(member);
    LOG.info(
        "{} peers pulled from {} in {} ms: {}",
        added,
        member.getAddress(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
        sinceMinutes <= 0 ? "all it has" : "what it heard of since " + instant(sinceMinutes));
  }

  private static Instant instant(int minutes) {
    return Instant.EPOCH.plus(Duration.ofMinutes(minutes));
  }

  private @Nullable Member member(UUID id) {
    for (Member member : cluster.getCluster().getMembers()) {
      if (member.getUuid().equals(id)) {
        return member;
      }
    }
    return null;
  }

  private static long nowMillis() {
    return Math.floorDiv(System.nanoTime(), NANOS_PER_MILLI);
  }
}
