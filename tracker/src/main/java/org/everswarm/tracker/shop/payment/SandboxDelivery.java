package org.everswarm.tracker.shop.payment;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.everswarm.tracker.shop.payment.SandboxStore.Waiting;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.work.Rounds;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A verticle that hands the sandbox's events over, as webhooks would come: each at least once,
 * again after a crash or a failure, with growing pauses up to an hour.
 */
public final class SandboxDelivery extends Rounds {

  private static final Logger LOG = LoggerFactory.getLogger(SandboxDelivery.class);
  private static final int EVENTS_A_ROUND = 100;
  private static final int DOUBLINGS_MAX = 12;
  private static final long LATE_MILLIS_MAX = 1000;
  private static final int ONE_IN = 3;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private final SandboxProcessor sandbox;
  private final Database database;
  private final WorkerExecutor worker;
  private final WorkerExecutor takers;
  private final InstantSource clock;
  private final PaymentEvents events;
  private final PaymentCounters counters;
  private final Optional<RandomGenerator> disorder;

  /**
   * @param worker where the database is waited for
   * @param takers where events are taken
   * @param disorder if given, events come late, twice and in any order
   */
  public SandboxDelivery(
      SandboxProcessor sandbox,
      Database database,
      WorkerExecutor worker,
      WorkerExecutor takers,
      InstantSource clock,
      PaymentEvents events,
      PaymentCounters counters,
      Optional<RandomGenerator> disorder) {
    super(PAUSE);
    this.sandbox = sandbox;
    this.database = database;
    this.worker = worker;
    this.takers = takers;
    this.clock = clock;
    this.events = events;
    this.counters = counters;
    this.disorder = disorder;
  }

  @Override
  public Future<?> start() throws Exception {
    sandbox.onEvents(this::wake);
    return super.start();
  }

  /** Events of different payments side by side, as webhooks come; of one payment in their order. */
  @Override
  protected Future<Boolean> round() {
    long now = clock.millis();
    return worker
        .executeBlocking(() -> due(now))
        .compose(
            due ->
                Future.join(byPayment(due.waiting()).stream().map(some -> hand(some, now)).toList())
                    .compose(all -> keep(all.list(), due.more())));
  }

  private record Due(List<Waiting> waiting, boolean more) {}

  private Due due(long now) {
    boolean moreExpire = sandbox.expire(EVENTS_A_ROUND) == EVENTS_A_ROUND;
    List<Waiting> due = database.read(handle -> SandboxStore.due(handle, now, EVENTS_A_ROUND));
    return new Due(due, moreExpire || due.size() == EVENTS_A_ROUND);
  }

  private Collection<List<Waiting>> byPayment(List<Waiting> due) {
    Map<String, List<Waiting>> some = new LinkedHashMap<>();
    for (Waiting one : disordered(due)) {
      some.computeIfAbsent(SandboxEvents.payment(one.payload()), first -> new ArrayList<>())
          .add(one);
    }
    return some.values();
  }

  private Future<List<Settled>> hand(List<Waiting> some, long now) {
    return takers.executeBlocking(
        () -> some.stream().map(one -> settled(one, now)).toList(), false);
  }

  private Future<Boolean> keep(List<List<Settled>> all, boolean more) {
    if (all.isEmpty()) {
      return Future.succeededFuture(more);
    }
    return worker.executeBlocking(
        () -> {
          database.update(
              handle -> all.forEach(some -> some.forEach(settled -> settled.keep(handle))));
          return more;
        });
  }

  private Settled settled(Waiting one, long now) {
    if (one.attempts() == 0 && chance()) {
      return new Settled(one.id(), false, now + late(), 1);
    }
    boolean taken = hand(one);
    if (taken && chance()) {
      hand(one);
    }
    return new Settled(one.id(), taken, now + pauseAfter(one.attempts()), one.attempts() + 1);
  }

  private boolean hand(Waiting one) {
    try {
      events.received(
          sandbox.name(),
          SandboxEvents.read(new JsonObject(one.payload())),
          one.payload().getBytes(StandardCharsets.UTF_8));
      counters.countTaken();
      return true;
    } catch (RuntimeException failed) {
      counters.countFailed();
      LOG.error("{} was not taken, attempt {}", one.id(), one.attempts() + 1, failed);
      return false;
    }
  }

  private List<Waiting> disordered(List<Waiting> due) {
    List<Waiting> mixed = new ArrayList<>(due);
    disorder.ifPresent(
        random -> {
          for (int i = mixed.size() - 1; i > 0; i--) {
            mixed.set(i, mixed.set(random.nextInt(i + 1), mixed.get(i)));
          }
        });
    return mixed;
  }

  private boolean chance() {
    return disorder.isPresent() && disorder.get().nextInt(ONE_IN) == 0;
  }

  private long late() {
    return disorder.map(random -> random.nextLong(LATE_MILLIS_MAX)).orElse(0L);
  }

  /** 1 s, 2 s, 4 s … 1 h. */
  static long pauseAfter(int attempts) {
    long pause = PAUSE.toMillis() << Math.min(attempts, DOUBLINGS_MAX);
    return Math.min(pause, LONGEST_PAUSE.toMillis());
  }

  private record Settled(String eventId, boolean taken, long againAt, int attempts) {

    void keep(Handle handle) {
      if (taken) {
        SandboxStore.taken(handle, eventId);
      } else {
        SandboxStore.again(handle, eventId, againAt, attempts);
      }
    }
  }
}
