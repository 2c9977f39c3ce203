package org.everswarm.tracker.coordinator;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.HashMixer;
import org.everswarm.protocol.control.Admit;
import org.everswarm.tracker.coordinator.MemberMessage.Admitted;
import org.everswarm.tracker.coordinator.MemberMessage.Alive;
import org.everswarm.tracker.coordinator.MemberMessage.Ask;
import org.everswarm.tracker.coordinator.MemberMessage.Change;
import org.everswarm.tracker.coordinator.MemberMessage.Changes;
import org.everswarm.tracker.coordinator.MemberMessage.Whole;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One coordinator's end of the cluster's event bus.
 *
 * <p>Only that it is there is published to all. The rest goes to each member's own address, so that
 * one who does not read holds up nobody and no more than a few megabytes. Deployed on the clustered
 * Vert.x; confined to its event loop, but for {@link #tell}.
 */
final class MemberBus extends VerticleBase {

  /** The last admissions that were made here, whoever was told of them; the newest first. */
  interface MadeHere {
    List<Admit> between(long fromNanos, long toNanos);
  }

  static final String ALL = "everswarm.coordinators";

  private static final Logger LOG = LoggerFactory.getLogger(MemberBus.class);
  private static final long TICK_MILLIS = 1;
  private static final long LEAVE_SECONDS = 2;
  private static final long ALIVE_MILLIS = TimeUnit.SECONDS.toMillis(1);

  /** By then all that are there have told that they are. */
  private static final int TICKS_UNTIL_HEARD = 5;

  private final long self;
  private final HeldElsewhere elsewhere = new HeldElsewhere(new HashMixer(new SecureRandom()));
  private final Consumer<Admit> passOn;
  private final MadeHere madeHere;
  private final MemberCounters counters;
  private final WholeSender whole;
  private final MemberOutbox outbox = new MemberOutbox();
  private final Members members;
  private long sequence;
  private int ticks;
  private volatile boolean started;
  private volatile boolean informed;

  /**
   * @param self drawn at random
   * @param endpoints of the swarm-nodes connected here; any thread
   * @param passOn gets admissions of other tracker nodes, on the event loop of the cluster
   */
  MemberBus(
      long self,
      Holders holders,
      Supplier<Set<Endpoint>> endpoints,
      Consumer<Admit> passOn,
      MadeHere madeHere,
      LongSupplier nanoClock,
      MemberCounters counters) {
    this.self = self;
    this.passOn = passOn;
    this.madeHere = madeHere;
    this.counters = counters;
    whole = new WholeSender(self, holders, endpoints, () -> sequence);
    HeldSets sets = new HeldSets(elsewhere, turn -> context.runOnContext(go -> turn.run()));
    members = new Members(self, elsewhere, sets, this::connect, this::catchUp, nanoClock, counters);
  }

  private Member connect(long id) {
    LOG.info("another tracker node's coordinator is heard");
    informed = false;
    return new Member(id, vertx.eventBus().sender(address(id)));
  }

  private static String address(long id) {
    return ALL + "." + Long.toHexString(id);
  }

  @Override
  public Future<?> start() {
    Future<Void> own =
        vertx.eventBus().<Object>consumer(address(self), this::received).completion();
    Future<Void> all = vertx.eventBus().<Object>consumer(ALL, this::received).completion();
    vertx.setPeriodic(ALIVE_MILLIS, tick -> tick());
    return Future.all(own, all)
        .onSuccess(
            registered -> {
              started = true;
              tick();
              flush();
            });
  }

  /** Leaves the bus, and waits no more than two seconds for a cluster that does not answer. */
  Future<Void> leave() {
    if (!started) {
      return Future.succeededFuture();
    }
    started = false;
    return vertx
        .undeploy(context.deploymentID())
        .timeout(LEAVE_SECONDS, TimeUnit.SECONDS)
        .otherwiseEmpty();
  }

  /** Whether a torrent is held at another; allocates nothing. Any thread. */
  boolean elsewhere(long h0, long h1, int h2) {
    return elsewhere.sets(h0, h1, h2) != 0;
  }

  /** Whether what is held at the others is known here, as far as it can be. Any thread. */
  boolean informed() {
    return informed;
  }

  /** The others. */
  Members members() {
    return members;
  }

  /** Has an admission told within a tick. Any thread. */
  void tell(Admit admit) {
    wake(outbox.offer(admit));
  }

  /** Has a change told within a tick. Any thread. */
  void tell(Change change) {
    wake(outbox.offer(change));
  }

  private void wake(MemberOutbox.Wake wake) {
    if (wake == MemberOutbox.Wake.FULL) {
      counters.dropped.increment();
    } else if (wake != MemberOutbox.Wake.NO && started) {
      context.runOnContext(woken -> flush(wake));
    }
  }

  private void flush(MemberOutbox.Wake wake) {
    if (wake == MemberOutbox.Wake.SOON) {
      vertx.setTimer(TICK_MILLIS, tick -> flush());
    } else {
      flush();
    }
  }

  private void flush() {
    outbox.awake();
    if (outbox.takeOverrun()) {
      sequence++;
    }
    for (List<Change> some = outbox.takeChanges(); !some.isEmpty(); some = outbox.takeChanges()) {
      Buffer message = new Changes(self, ++sequence, some).encode();
      members.all().forEach(member -> member.send(message));
    }
    for (List<Admit> some = outbox.takeAdmits(); !some.isEmpty(); some = outbox.takeAdmits()) {
      Buffer message = new Admitted(self, some).encode();
      int count = some.size();
      members
          .all()
          .forEach(member -> (member.send(message) ? counters.sent : counters.dropped).add(count));
    }
  }

  private void tick() {
    members.tick();
    informed = ++ticks > TICKS_UNTIL_HEARD && members.allKnown();
    vertx.eventBus().publish(ALL, new Alive(self, sequence).encode());
  }

  /** What was admitted here while nobody knew that it is wanted there, or while it was cut off. */
  private void catchUp(Member member, Holdings has, long fromNanos, long toNanos) {
    List<Admit> wanted =
        madeHere.between(fromNanos, toNanos).stream()
            .filter(admit -> has.holds(admit.infoHash()))
            .toList();
    for (int from = 0; from < wanted.size(); from += MemberMessage.MAX_ENTRIES) {
      int to = Math.min(wanted.size(), from + MemberMessage.MAX_ENTRIES);
      boolean sent = member.send(new Admitted(self, wanted.subList(from, to)).encode());
      (sent ? counters.sent : counters.dropped).add(to - from);
    }
  }

  private void received(Message<Object> arrived) {
    MemberMessage message =
        arrived.body() instanceof Buffer buffer ? MemberMessage.decode(buffer) : null;
    if (message == null) {
      counters.malformed.increment();
    } else if (message.sender() != self) {
      received(message);
    }
  }

  private void received(MemberMessage message) {
    boolean known = members.knows(message.sender());
    Member member = members.heard(message.sender());
    if (member == null) {
      return;
    }
    if (!known) {
      member.send(new Alive(self, sequence).encode());
    }
    if (message instanceof Alive alive) {
      members.alive(member, alive.sequence());
    } else if (message instanceof Changes changes) {
      members.changed(member, changes);
    } else if (message instanceof Ask ask) {
      whole.answer(vertx, member, ask.question());
    } else if (message instanceof Whole part) {
      members.take(member, part);
    } else if (message instanceof Admitted admitted) {
      counters.received.add(admitted.admits().size());
      admitted.admits().forEach(passOn);
    }
  }
}
