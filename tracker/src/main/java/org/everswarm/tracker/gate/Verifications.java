package org.everswarm.tracker.gate;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.receipt.ReceiptVerifier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has signatures checked on a worker: a bounded number, and not for sources that forge.
 *
 * <p>Thread-safe. A source pays for a check when it is queued, and is paid back when the token is
 * genuine: so one that forges has no more than its burst in the queue even before the first answer.
 */
final class Verifications {

  private static final Logger log = LoggerFactory.getLogger(Verifications.class);

  private final int most;
  private final VerifiedTokens verified;
  private final SourceLimiter forgers;
  private final Executor worker;
  private final LongSupplier nanoClock;
  private final AtomicInteger queued = new AtomicInteger();
  private final LongAdder genuine = new LongAdder();
  private final LongAdder forged = new LongAdder();
  private final LongAdder shed = new LongAdder();

  Verifications(
      int most,
      VerifiedTokens verified,
      SourceLimiter forgers,
      Executor worker,
      LongSupplier nanoClock) {
    this.most = most;
    this.verified = verified;
    this.forgers = forgers;
    this.worker = worker;
    this.nanoClock = nanoClock;
  }

  /** Queues a check; false when it is not, and then nobody is told. */
  boolean submit(
      @Nullable ReceiptVerifier verifier,
      ReceiptToken token,
      IpAddress source,
      Consumer<Boolean> then) {
    if (verifier == null || !forgers.tryAcquire(source, nanoClock.getAsLong())) {
      shed.increment();
      return false;
    }
    boolean room = queued.incrementAndGet() <= most;
    if (room && execute(() -> run(verifier, token, source, then))) {
      return true;
    }
    queued.decrementAndGet();
    forgers.giveBack(source);
    shed.increment();
    return false;
  }

  int queued() {
    return queued.get();
  }

  long genuine() {
    return genuine.sum();
  }

  long forged() {
    return forged.sum();
  }

  long shed() {
    return shed.sum();
  }

  private boolean execute(Runnable check) {
    try {
      worker.execute(check);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private void run(
      ReceiptVerifier verifier, ReceiptToken token, IpAddress source, Consumer<Boolean> then) {
    boolean is = false;
    try {
      is = check(verifier, token, source);
    } catch (RuntimeException e) {
      log.error("a receipt check failed, and counts as forged", e);
    }
    queued.decrementAndGet();
    then.accept(is);
  }

  private boolean check(ReceiptVerifier verifier, ReceiptToken token, IpAddress source) {
    if (!verified.contains(token) && !verifier.verify(token)) {
      forged.increment();
      return false;
    }
    verified.add(token);
    forgers.giveBack(source);
    genuine.increment();
    return true;
  }
}
