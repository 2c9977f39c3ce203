package org.everswarm.tracker.coordinator;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.tracker.coordinator.MemberMessage.Ask;
import org.everswarm.tracker.coordinator.MemberMessage.Changes;
import org.everswarm.tracker.coordinator.MemberMessage.Whole;
import org.jspecify.annotations.Nullable;

/**
 * The other coordinators of the cluster, and a copy of what each has. Confined to the event loop of
 * the cluster, but for what is said to be for any thread.
 *
 * <p>A copy outlives its tracker node by a minute, so that who announces while a swarm-node moves
 * is remembered.
 */
final class Members {

  /** More than a cluster has nodes, with those that have just been started again. */
  private static final int MEMBERS_MAX = 256;

  private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Who was not heard for so long may not have heard either: each tells every second. */
  private static final long BACK_NANOS = TimeUnit.MILLISECONDS.toNanos(2500);

  private static final long NO_PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Tells a member what was admitted here between two times and may be wanted there. */
  interface CatchUp {
    void tell(Member member, Holdings has, long fromNanos, long toNanos);
  }

  private final long self;
  private final HeldElsewhere elsewhere;
  private final HeldSets sets;
  private final LongFunction<Member> connect;
  private final CatchUp catchUp;
  private final LongSupplier nanoClock;
  private final MemberCounters counters;
  private final Map<Long, Member> members = new ConcurrentHashMap<>();
  private long questions;

  /**
   * @param catchUp tells a member what it may have missed, once it is known what it has
   */
  Members(
      long self,
      HeldElsewhere elsewhere,
      HeldSets sets,
      LongFunction<Member> connect,
      CatchUp catchUp,
      LongSupplier nanoClock,
      MemberCounters counters) {
    this.self = self;
    this.elsewhere = elsewhere;
    this.sets = sets;
    this.connect = connect;
    this.catchUp = catchUp;
    this.nanoClock = nanoClock;
    this.counters = counters;
  }

  /** All that are known. Any thread. */
  Collection<Member> all() {
    return members.values();
  }

  /** Whether one is known that said something lately. Any thread. */
  boolean knows(long id) {
    return members.containsKey(id);
  }

  /** The one who sent a message; null when there are too many. */
  @Nullable Member heard(long id) {
    Member member = members.get(id);
    if (member == null && members.size() >= MEMBERS_MAX) {
      counters.refused.increment();
      return null;
    }
    if (member == null) {
      member = connect.apply(id);
      member.since(nanoClock.getAsLong());
      members.put(id, member);
    }
    long now = nanoClock.getAsLong();
    long silent = member.silentNanos(now);
    member.heard(now);
    Holdings holdings = member.holdings();
    if (silent > BACK_NANOS && holdings != null) {
      catchUp.tell(member, holdings, now - silent, now);
    }
    return member;
  }

  /** It is there and has changed so many times: asks for the whole if some are not known here. */
  void alive(Member member, long sequence) {
    Gathering gathering = member.gathering();
    if (gathering != null && stuck(gathering)) {
      give(member, gathering);
    }
    if (member.holdings() == null || member.sequence() != sequence) {
      ask(member);
    }
  }

  private boolean stuck(Gathering gathering) {
    return gathering.broken()
        || nanoClock.getAsLong() - gathering.progressNanos() > NO_PROGRESS_NANOS;
  }

  private void give(Member member, Gathering gathering) {
    member.gathering(null);
    sets.giveBack(gathering.copy());
  }

  private void ask(Member member) {
    if (member.gathering() != null) {
      return;
    }
    if (!sets.hasFree()) {
      counters.refused.increment();
      return;
    }
    Gathering gathering = new Gathering(++questions, sets.take(), nanoClock.getAsLong());
    member.gathering(gathering);
    member.send(new Ask(self, questions).encode());
  }

  /** It has changed. */
  void changed(Member member, Changes changes) {
    Gathering gathering = member.gathering();
    if (gathering != null) {
      gathering.changed(changes);
    }
    Holdings holdings = member.holdings();
    if (holdings != null && changes.sequence() == member.sequence() + 1) {
      counters.refused.add(holdings.apply(changes.changes(), nanoClock.getAsLong()));
      member.holdings(holdings, changes.sequence());
    }
  }

  /** A part of what was asked for. */
  void take(Member member, Whole part) {
    Gathering gathering = member.gathering();
    if (gathering == null) {
      return;
    }
    long now = nanoClock.getAsLong();
    counters.refused.add(gathering.take(part, now));
    if (gathering.completedBy(part)) {
      Holdings before = member.holdings();
      member.holdings(gathering.copy(), gathering.finish(now));
      member.gathering(null);
      if (before == null) {
        long kept = now - RecentAdmissions.KEPT_NANOS;
        catchUp.tell(member, gathering.copy(), kept, member.sinceNanos());
      } else {
        sets.giveBack(before);
      }
    }
  }

  /** Whether it is known what each has. */
  boolean allKnown() {
    return members.values().stream().allMatch(member -> member.holdings() != null);
  }

  /** Once a second: forgets who has said nothing for a minute. */
  void tick() {
    long now = nanoClock.getAsLong();
    for (Member member : List.copyOf(members.values())) {
      if (member.silentNanos(now) > FORGET_NANOS) {
        members.remove(member.id());
        Holdings holdings = member.holdings();
        if (holdings != null) {
          sets.giveBack(holdings);
        }
        Gathering gathering = member.gathering();
        if (gathering != null) {
          give(member, gathering);
        }
      }
    }
  }

  /** Whether a swarm-node at these endpoints serves a torrent by way of another. Any thread. */
  boolean serve(InfoHash hash, List<Endpoint> endpoints) {
    long in = elsewhere.sets(hash.word0(), hash.word1(), hash.word2());
    long now = nanoClock.getAsLong();
    for (Member member : members.values()) {
      Holdings holdings = member.holdings();
      boolean there =
          holdings != null && (in & 1L << holdings.set()) != 0 && holdings.connects(endpoints);
      if (there && member.silentNanos(now) < SILENT_NANOS) {
        return true;
      }
    }
    return false;
  }

  /** Whether a swarm-node at these endpoints came to another within a time. Any thread. */
  boolean arrivedWithin(List<Endpoint> endpoints, long nanos) {
    long now = nanoClock.getAsLong();
    return members.values().stream()
        .map(Member::holdings)
        .anyMatch(holdings -> holdings != null && holdings.arrivedWithin(endpoints, nanos, now));
  }

  /** Whether one is silent, so that nobody knows what it has. Any thread. */
  boolean anySilent() {
    long now = nanoClock.getAsLong();
    return members.values().stream().anyMatch(member -> member.silentNanos(now) >= SILENT_NANOS);
  }
}
