package org.everswarm.tracker.shop.mail;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.everswarm.tracker.shop.store.Database;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The letters of the {@link Outbox}, taken from the other end. Everything blocks. Several processes
 * may take from one database: what one took is not due to the others until it had time to deliver.
 */
final class MailQueue {

  /** Longer than a server may take to be delivered to, so that nobody delivers at the same time. */
  static final Duration TAKEN = Duration.ofMinutes(5);

  /** A file is the same however often it is written, so that a crash need not cost minutes. */
  static final Duration TAKEN_FOR_FOLDER = Duration.ofSeconds(20);

  static final Duration GIVEN_UP_AFTER = Duration.ofDays(3);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(6);
  private static final int DOUBLINGS_MAX = 20;
  private static final Duration COUNT_AFTER = Duration.ofSeconds(15);
  static final int COUNTED_MAX = 100_000;

  private static final Logger LOG = LoggerFactory.getLogger(MailQueue.class);

  private final Database database;
  private final Duration taken;
  private final InstantSource clock;
  private final MailCounters counters;
  private final AtomicLong countedAt = new AtomicLong(Long.MIN_VALUE / 2);

  /**
   * @param taken how long what was taken is not due, to whomever
   */
  MailQueue(Database database, Duration taken, InstantSource clock, MailCounters counters) {
    this.database = database;
    this.taken = taken;
    this.clock = clock;
    this.counters = counters;
  }

  /** Takes up to {@code limit} letters that are due, the longest due first. */
  List<QueuedLetter> take(int limit) {
    long now = clock.millis();
    List<String> due =
        database.read(
            handle -> {
              count(handle, now);
              return due(handle, now, limit);
            });
    // Writers wait for each other, so do not become one for nothing.
    return due.isEmpty() ? List.of() : database.write(handle -> take(handle, now, limit));
  }

  /** Now and then only, and no further than it matters: a long queue is a bad time to count. */
  private void count(Handle handle, long now) {
    long last = countedAt.get();
    if (now >= last + COUNT_AFTER.toMillis() && countedAt.compareAndSet(last, now)) {
      counters.queued(
          handle
              .select("SELECT COUNT(*) FROM (SELECT 1 FROM mail LIMIT ?) counted", COUNTED_MAX)
              .mapTo(Long.class)
              .one());
    }
  }

  private static List<String> due(Handle handle, long now, int limit) {
    return handle
        .select("SELECT id FROM mail WHERE due_at <= ? ORDER BY due_at LIMIT ?", now, limit)
        .mapTo(String.class)
        .list();
  }

  private List<QueuedLetter> take(Handle handle, long now, int limit) {
    List<QueuedLetter> letters =
        handle
            .select(
                "SELECT id, recipient, subject, body, created_at, attempts FROM mail"
                    + " WHERE due_at <= ? ORDER BY due_at, id LIMIT ?",
                now,
                limit)
            .map((row, context) -> letter(row))
            .list();
    for (QueuedLetter letter : letters) {
      handle.execute(
          "UPDATE mail SET due_at = ?, attempts = ? WHERE id = ?",
          now + taken.toMillis(),
          letter.attempts(),
          letter.id());
    }
    return letters;
  }

  private static QueuedLetter letter(ResultSet row) throws SQLException {
    return new QueuedLetter(
        row.getString("id"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        row.getInt("attempts") + 1,
        new Letter(row.getString("recipient"), row.getString("subject"), row.getString("body")));
  }

  /** Deletes what is delivered or given up, and says when to try the rest again. */
  void settle(List<Outcome> outcomes) {
    long now = clock.millis();
    database.update(handle -> outcomes.forEach(outcome -> settle(handle, outcome, now)));
    outcomes.forEach(outcome -> tell(outcome, now));
  }

  private static void settle(Handle handle, Outcome outcome, long now) {
    QueuedLetter letter = outcome.letter();
    if (outcome.failure() != null && !isGivenUp(outcome, now)) {
      long due = now + pauseAfter(letter.attempts()).toMillis();
      handle.execute("UPDATE mail SET due_at = ? WHERE id = ?", due, letter.id());
    } else {
      handle.execute("DELETE FROM mail WHERE id = ?", letter.id());
    }
  }

  private void tell(Outcome outcome, long now) {
    Throwable failure = outcome.failure();
    if (failure == null) {
      counters.sent.increment();
      return;
    }
    counters.failed.increment();
    String id = outcome.letter().id();
    int attempts = outcome.letter().attempts();
    if (isGivenUp(outcome, now)) {
      counters.givenUp.increment();
      LOG.warn("{} given up after {} attempts: {}", id, attempts, Refusals.words(failure));
    } else {
      LOG.info("{} not delivered, attempt {}: {}", id, attempts, Refusals.words(failure));
    }
  }

  private static boolean isGivenUp(Outcome outcome, long now) {
    Throwable failure = outcome.failure();
    Instant last = outcome.letter().createdAt().plus(GIVEN_UP_AFTER);
    return failure != null && (Refusals.isForGood(failure) || now >= last.toEpochMilli());
  }

  /** 30 s, 1 min, 2 min … 6 h. */
  static Duration pauseAfter(int attempts) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS_MAX));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
