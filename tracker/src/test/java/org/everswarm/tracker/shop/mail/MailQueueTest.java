package org.everswarm.tracker.shop.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.ext.mail.SMTPException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class MailQueueTest {

  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  private final Database database;
  private final MailCounters counters = new MailCounters();
  private Instant now = START;
  private final Outbox outbox = new Outbox(new Ids(new SecureRandom(), () -> now), () -> now);
  private final MailQueue queue;

  MailQueueTest(TestDatabases kind) {
    database = kind.open();
    queue = new MailQueue(database, MailQueue.TAKEN, () -> now, counters);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aLetterIsTakenAsItWasSent() {
    Letter letter = new Letter("reader@mail.example", "Grüße", "Text\n🎬");
    send(letter);
    QueuedLetter taken = queue.take(10).get(0);
    assertEquals(letter.to(), taken.letter().to());
    assertEquals(letter.subject(), taken.letter().subject());
    assertEquals(letter.text(), taken.letter().text());
    assertEquals(START, taken.createdAt());
  }

  @Test
  void aLetterOfATransactionThatFailsIsNotThere() {
    assertThrows(
        IllegalStateException.class,
        () ->
            database.update(
                handle -> {
                  outbox.send(handle, letter());
                  throw new IllegalStateException("on purpose");
                }));
    assertEquals(List.of(), queue.take(10));
  }

  @Test
  void whatOneSenderTookIsNotAnothersUntilItHadTime() {
    send(letter());
    String id = queue.take(10).get(0).id();
    assertEquals(List.of(), queue.take(10));
    after(MailQueue.TAKEN.minusMillis(1));
    assertEquals(List.of(), queue.take(10));
    after(Duration.ofMillis(1));
    assertEquals(id, queue.take(10).get(0).id());
  }

  @Test
  void whatIsDeliveredIsGone() {
    send(letter());
    queue.settle(List.of(new Outcome(queue.take(10).get(0), null)));
    after(Duration.ofDays(1));
    assertEquals(List.of(), queue.take(10));
    assertEquals(1, counters.sent());
    assertEquals(0, counters.queued());
    assertEquals(0, rows("mail"));
  }

  @Test
  void theOldestAreTakenFirstAndNoMoreThanAsked() {
    for (int i = 0; i < 3; i++) {
      send(new Letter("reader@mail.example", "Letter " + i, ""));
      after(Duration.ofSeconds(1));
    }
    assertEquals(
        List.of("Letter 0", "Letter 1"),
        queue.take(2).stream().map(letter -> letter.letter().subject()).toList());
    assertEquals(3, counters.queued());
  }

  @Test
  void theQueueIsCountedNowAndThenOnly() {
    send(letter());
    queue.take(10);
    send(letter());
    after(Duration.ofSeconds(14));
    queue.take(10);
    assertEquals(1, counters.queued());
    after(Duration.ofSeconds(1));
    queue.take(10);
    assertEquals(2, counters.queued());
  }

  @Test
  void pausesGrowFromHalfAMinuteToSixHours() {
    assertEquals(Duration.ofSeconds(30), MailQueue.pauseAfter(1));
    assertEquals(Duration.ofMinutes(1), MailQueue.pauseAfter(2));
    assertEquals(Duration.ofHours(6), MailQueue.pauseAfter(11));
    assertEquals(Duration.ofHours(6), MailQueue.pauseAfter(Integer.MAX_VALUE));
  }

  @Test
  void givesUpAfterThreeDaysAndNotBefore() {
    send(letter());
    int attempts = 0;
    while (counters.givenUp() == 0) {
      List<QueuedLetter> due = queue.take(10);
      if (!due.isEmpty()) {
        attempts++;
        assertEquals(attempts, due.get(0).attempts());
        queue.settle(List.of(new Outcome(due.get(0), new java.net.ConnectException("away"))));
      }
      after(Duration.ofSeconds(30));
    }
    assertTrue(!now.isBefore(START.plus(MailQueue.GIVEN_UP_AFTER)));
    assertTrue(now.isBefore(START.plus(MailQueue.GIVEN_UP_AFTER).plus(Duration.ofHours(7))));
    assertEquals(attempts, counters.failed());
    assertTrue(attempts > 15 && attempts < 30, "attempts: " + attempts);
    assertEquals(0, rows("mail"));
  }

  @Test
  void givesUpAReaderWhoDoesNotExistAtOnce() {
    send(letter());
    queue.settle(List.of(new Outcome(queue.take(10).get(0), refused("550 5.1.1 no such user"))));
    assertEquals(1, counters.givenUp());
    assertEquals(0, rows("mail"));
  }

  @Test
  void triesAgainWhereTheShopMayBeSetUpWrongly() {
    send(letter());
    Throwable relay = refused("550 5.7.1 relaying denied");
    Throwable login = new SMTPException("AUTH PLAIN failed", 535, List.of("535 no"), false);
    Throwable sender =
        new SMTPException("sender address not accepted", 550, List.of("550 no"), false);
    for (Throwable failure : List.of(relay, login, sender)) {
      queue.settle(List.of(new Outcome(queue.take(10).get(0), failure)));
      after(Duration.ofHours(6));
    }
    assertEquals(0, counters.givenUp());
    assertEquals(3, counters.failed());
    assertEquals(1, rows("mail"));
  }

  private static Throwable refused(String reply) {
    return new SMTPException("recipient address not accepted", 550, List.of(reply), false);
  }

  private static Letter letter() {
    return new Letter("reader@mail.example", "Hello", "Text");
  }

  private void send(Letter letter) {
    database.update(handle -> outbox.send(handle, letter));
  }

  private void after(Duration time) {
    now = now.plus(time);
  }

  private long rows(String table) {
    return database.read(
        handle -> handle.select("SELECT COUNT(*) FROM " + table).mapTo(Long.class).one());
  }
}
