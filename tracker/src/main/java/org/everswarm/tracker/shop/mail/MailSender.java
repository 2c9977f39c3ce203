package org.everswarm.tracker.shop.mail;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.time.InstantSource;
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

  /** Delivered at the same time, and taken from the database at once. */
  static final int LETTERS_A_ROUND = 10;

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
    queue = new MailQueue(database, clock, counters);
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
    List<Future<Outcome>> attempts = letters.stream().map(this::deliver).toList();
    return Future.all(attempts)
        .compose(
            all ->
                worker.executeBlocking(
                    () -> {
                      queue.settle(all.list());
                      return letters.size() == LETTERS_A_ROUND;
                    }));
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
