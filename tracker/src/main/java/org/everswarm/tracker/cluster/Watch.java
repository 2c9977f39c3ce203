package org.everswarm.tracker.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.everswarm.tracker.exchange.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks who is in the cluster, and has everybody pulled from who was not known before: a new node,
 * one that was away, the other side of a split that has healed. By looking, not by being told:
 * membership events can be lost.
 *
 * <p>{@link #look} is confined to the thread of {@link ClusterNode}; the rest is thread-safe.
 */
final class Watch implements Lags {

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final double IN_STEP_SECONDS = 5;

  private final HazelcastInstance cluster;
  private final Trust trust;
  private final Exchanger exchanger;
  private final InstantSource clock;
  private final Contacts contacts;
  private final Pulls pulls;
  private final Promise<Void> complete = Promise.promise();
  private final Set<UUID> known = new HashSet<>();
  private UUID self;

  /** Members when last looked; 0 before. */
  private int told;

  private volatile boolean roundDone;
  private volatile int members = 1;

  Watch(
      HazelcastInstance cluster,
      Trust trust,
      Asking asking,
      Exchange exchange,
      Exchanger exchanger,
      ClusterCounters counters,
      InstantSource clock) {
    this.cluster = cluster;
    this.trust = trust;
    this.exchanger = exchanger;
    this.clock = clock;
    contacts = new Contacts();
    pulls = new Pulls(cluster, asking, exchange, counters, this::pulled);
    self = cluster.getCluster().getLocalMember().getUuid();
  }

  /** Completes when every member that was there at first has given what it had. */
  Future<Void> complete() {
    return complete.future();
  }

  /** Nodes with our key, this one among them. */
  int members() {
    return members;
  }

  /** One look. */
  void look() {
    Collection<Member> present = cluster.getCluster().getMembers();
    forgetWhoLeft(present);
    int minute = nowMinutes();
    boolean inStep = roundDone && exchanger.lagSeconds() < IN_STEP_SECONDS;
    int count = 0;
    for (Member member : present) {
      String instance = MemberIdentity.instanceOf(member);
      if (!trust.trusts(member) || instance == null) {
        continue;
      }
      count++;
      // Before the first round a change could fall between what was pulled and the logs.
      if (roundDone && !member.localMember()) {
        if (known.add(member.getUuid())) {
          pulls.want(member.getUuid(), contacts.since(instance));
        } else if (inStep) {
          contacts.inStep(instance, minute);
        }
      }
    }
    tellOfChange(count);
    members = count;
    if (roundDone && pulls.isSettled()) {
      complete.tryComplete();
    }
  }

  /** In our words; nothing of the first look, for what was there before is no change. */
  private void tellOfChange(int count) {
    if (told > count) {
      LOG.info("a tracker node is gone, {} left", count);
    } else if (told != 0 && told < count) {
      LOG.info("a tracker node came, {} in all", count);
    }
    told = count;
  }

  /** A member that changes sides gets a new name: to it, all others are new. */
  private void forgetWhoLeft(Collection<Member> present) {
    UUID now = cluster.getCluster().getLocalMember().getUuid();
    if (!now.equals(self)) {
      self = now;
      known.clear();
    }
    known.removeIf(id -> present.stream().noneMatch(member -> member.getUuid().equals(id)));
  }

  @Override
  public void missed(long sinceMillis) {
    int minute = (int) TimeUnit.MILLISECONDS.toMinutes(sinceMillis) - 1;
    for (Member member : cluster.getCluster().getMembers()) {
      if (!member.localMember() && trust.trusts(member)) {
        pulls.want(member.getUuid(), minute);
      }
    }
  }

  @Override
  public void lost(String instance, int sinceMinutes) {
    for (Member member : cluster.getCluster().getMembers()) {
      if (instance.equals(MemberIdentity.instanceOf(member)) && !member.localMember()) {
        pulls.want(member.getUuid(), sinceMinutes);
      }
    }
  }

  @Override
  public void firstRound() {
    roundDone = true;
  }

  void close() {
    pulls.close();
  }

  private void pulled(Member member) {
    String instance = MemberIdentity.instanceOf(member);
    if (instance != null) {
      contacts.pulled(instance, nowMinutes());
    }
  }

  private int nowMinutes() {
    return (int) TimeUnit.MILLISECONDS.toMinutes(clock.millis());
  }
}
