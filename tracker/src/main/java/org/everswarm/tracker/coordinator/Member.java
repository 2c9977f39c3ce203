package org.everswarm.tracker.coordinator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageProducer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator of another tracker node, as far as it is known here.
 *
 * <p>Confined to the event loop of the cluster, but for what is volatile.
 */
final class Member {

  /** Messages on the way to one that does not read them: 3.5 MB at most. */
  private static final int IN_FLIGHT_MAX = 64;

  private final long id;
  private final MessageProducer<Buffer> producer;
  private final AtomicInteger inFlight = new AtomicInteger();
  private long sinceNanos;
  private volatile long lastHeardNanos;
  private volatile @Nullable Holdings holdings;
  private @Nullable Gathering gathering;
  private long sequence;
  private long answering;

  Member(long id, MessageProducer<Buffer> producer) {
    this.id = id;
    this.producer = producer;
  }

  long id() {
    return id;
  }

  /** From when on it is sent whatever is sent to all. */
  void since(long nowNanos) {
    sinceNanos = nowNanos;
    lastHeardNanos = nowNanos;
  }

  long sinceNanos() {
    return sinceNanos;
  }

  void heard(long nowNanos) {
    lastHeardNanos = nowNanos;
  }

  /** How long it has said nothing. Any thread. */
  long silentNanos(long nowNanos) {
    return nowNanos - lastHeardNanos;
  }

  /** What it has, once that is known. Any thread. */
  @Nullable Holdings holdings() {
    return holdings;
  }

  /** What it has after the changes of a number. */
  void holdings(Holdings has, long asOf) {
    holdings = has;
    sequence = asOf;
  }

  /** The number of the last changes that are in {@link #holdings}. */
  long sequence() {
    return sequence;
  }

  @Nullable Gathering gathering() {
    return gathering;
  }

  void gathering(@Nullable Gathering copy) {
    gathering = copy;
  }

  /** The question of it that is being answered; an older answer stops. */
  long answering() {
    return answering;
  }

  void answering(long question) {
    answering = question;
  }

  /** Sends it a message; false, and nothing sent, when too many are on the way. */
  boolean send(Buffer message) {
    if (inFlight.get() >= IN_FLIGHT_MAX) {
      return false;
    }
    inFlight.incrementAndGet();
    producer.write(message).onComplete(written -> inFlight.decrementAndGet());
    return true;
  }

  /** Whether there is room for many messages more. */
  boolean keepsUp() {
    return inFlight.get() < IN_FLIGHT_MAX / 4;
  }
}
