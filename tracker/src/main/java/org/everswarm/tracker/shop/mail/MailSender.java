package org.everswarm.tracker.shop.mail;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.everswarm.tracker.shop.mail.MailSettings.Folder;
import org.everswarm.tracker.shop.mail.MailSettings.Smtp;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.work.Rounds;
import org.jspecify.annotations.Nullable;

/**
 * A verticle that delivers the letters of the {@link Outbox}, a few at a time. A letter that could
 * not be delivered is tried again after 30 s, then after twice as long each time up to 6 h, and is
 * given up after three days, or at once if the server knows no such reader. A crash may send a
 * letter twice, with the same Message-ID, and loses none.
 */
public final class MailSender extends Rounds {

  /** Taken from the database at once: each round is two transactions. */
  static final int LETTERS_A_ROUND = 50;

  /** Delivered at the same time; the others of the round wait for these. */
  static final int CONNECTIONS = 10;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final MailSettings settings;
  private final WorkerExecutor worker;
  private final MailQueue queue;
  private @Nullable Delivery delivery;

  /**
   * @param worker where the database and the disk are waited for
   */
  public MailSender(
      MailSettings settings,
      Database database,
      WorkerExecutor worker,
      InstantSource clock,
      MailCounters counters) {
    super(PAUSE);
    this.settings = settings;
    this.worker = worker;
    boolean toServer = settings.destination() instanceof Smtp;
    queue =
        new MailQueue(
            database, toServer ? MailQueue.TAKEN : MailQueue.TAKEN_FOR_FOLDER, clock, counters);
  }

  @Override
  public Future<?> start() throws Exception {
    delivery = delivery();
    return super.start();
  }

  private Delivery delivery() {
    return settings.destination() instanceof Smtp smtp
        ? new SmtpDelivery(vertx, smtp, settings.from())
        : new FolderDelivery(
            worker, ((Folder) settings.destination()).directory(), settings.from());
  }

  @Override
  public Future<?> stop() throws Exception {
    Delivery closing = delivery;
    return closing == null ? super.stop() : super.stop().compose(stopped -> closing.close());
  }

  @Override
  protected Future<Boolean> round() {
    return worker
        .executeBlocking(() -> queue.take(LETTERS_A_ROUND))
        .compose(letters -> letters.isEmpty() ? Future.succeededFuture(false) : deliver(letters));
  }

  private Future<Boolean> deliver(List<QueuedLetter> letters) {
    return deliver(letters, List.of())
        .compose(
            all ->
                worker.executeBlocking(
                    () -> {
                      queue.settle(all);
                      return letters.size() == LETTERS_A_ROUND;
                    }));
  }

  /** Some after the others: a letter's time to be delivered in does not run while it waits. */
  private Future<List<Outcome>> deliver(List<QueuedLetter> letters, List<Outcome> before) {
    if (before.size() == letters.size()) {
      return Future.succeededFuture(before);
    }
    int end = Math.min(before.size() + CONNECTIONS, letters.size());
    List<Future<Outcome>> attempts =
        letters.subList(before.size(), end).stream().map(this::deliver).toList();
    return Future.all(attempts)
        .compose(
            all -> {
              List<Outcome> done = new ArrayList<>(before);
              done.addAll(all.list());
              return deliver(letters, done);
            });
  }

  /** Never fails. */
  private Future<Outcome> deliver(QueuedLetter letter) {
    Promise<Outcome> outcome = Promise.promise();
    Future.succeededFuture(delivery)
        .compose(to -> to == null ? Future.failedFuture("stopped") : to.deliver(letter))
        .onComplete(
            delivered -> outcome.complete(new Outcome(letter, null)),
            failure -> outcome.complete(new Outcome(letter, failure)));
    return outcome.future();
  }
}
