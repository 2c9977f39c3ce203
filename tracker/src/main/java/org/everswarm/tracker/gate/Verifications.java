package org.everswarm.tracker.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
 * Has signatures checked on workers: a bounded number, of each source its share.
 *
 * <p>Thread-safe. A worker takes what waits until nothing does, and hands the verdicts back by the
 * batch: on the core that a loop shares with it, each task for the loop would cost two changes of
 * thread.
 */
final class Verifications {

  private static final Logger log = LoggerFactory.getLogger(Verifications.class);

  /** At 50 to 75 microseconds each, the first of a batch waits a millisecond for the last. */
  private static final int BATCH = 16;

  private final int most;
  private final int threads;
  private final VerificationShares shares;
  private final VerifiedTokens verified;
  private final Executor worker;
  private final LongSupplier nanoClock;
  private final Queue<Check> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicInteger working = new AtomicInteger();
  private final LongAdder genuine = new LongAdder();
  private final LongAdder forged = new LongAdder();
  private final LongAdder shed = new LongAdder();

  private record Check(
      ReceiptVerifier verifier,
      ReceiptToken token,
      IpAddress source,
      Executor loop,
      Consumer<Boolean> then) {}

  private record Verdict(Check check, boolean genuine) {}

  Verifications(
      GateSettings settings,
      VerificationShares shares,
      VerifiedTokens verified,
      Executor worker,
      LongSupplier nanoClock) {
    this.most = settings.verificationQueue();
    this.threads = settings.verificationThreads();
    this.shares = shares;
    this.verified = verified;
    this.worker = worker;
    this.nanoClock = nanoClock;
  }

  /** Queues a check, whose verdict is given on {@code loop}; false when it is not queued. */
  boolean submit(
      @Nullable ReceiptVerifier verifier,
      ReceiptToken token,
      IpAddress source,
      Executor loop,
      Consumer<Boolean> then) {
    if (verifier == null || !shares.enter(source, queued.get(), nanoClock.getAsLong())) {
      shed.increment();
      return false;
    }
    Check check = new Check(verifier, token, source, loop, then);
    if (queued.incrementAndGet() <= most) {
      queue.add(check);
      if (hasWorker() || !queue.remove(check)) {
        return true;
      }
    }
    queued.decrementAndGet();
    shares.leave(source);
    shed.increment();
    return false;
  }

  boolean ignores(IpAddress source) {
    return shares.ignores(source, nanoClock.getAsLong());
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

  /** Sees to it that someone works, as many as may; false when nobody does and nobody will. */
  private boolean hasWorker() {
    int already = working.get();
    if (already >= threads || !working.compareAndSet(already, already + 1)) {
      return true;
    }
    try {
      worker.execute(this::work);
      return true;
    } catch (RejectedExecutionException closed) {
      return working.decrementAndGet() > 0;
    }
  }

  private void work() {
    List<Verdict> verdicts = new ArrayList<>(BATCH);
    do {
      for (Check check = queue.poll(); check != null; check = queue.poll()) {
        verdicts.add(new Verdict(check, isGenuine(check)));
        if (verdicts.size() == BATCH) {
          tell(verdicts);
        }
      }
      tell(verdicts);
      working.decrementAndGet();
      // What came before the count went down may have counted on this worker.
    } while (!queue.isEmpty() && resumes());
  }

  private boolean resumes() {
    int already = working.get();
    return already < threads && working.compareAndSet(already, already + 1);
  }

  private boolean isGenuine(Check check) {
    boolean is = false;
    try {
      is = check(check.verifier, check.token);
    } catch (RuntimeException | Error e) {
      // Errors too: a worker that died would be counted as working for ever.
      log.error("a receipt check failed, and counts as forged", e);
    }
    (is ? genuine : forged).increment();
    queued.decrementAndGet();
    shares.leave(check.source);
    if (!is) {
      shares.forged(check.source, nanoClock.getAsLong());
    }
    return is;
  }

  private boolean check(ReceiptVerifier verifier, ReceiptToken token) {
    if (!verified.contains(token) && !verifier.verify(token)) {
      return false;
    }
    verified.add(token);
    return true;
  }

  /** One task for each loop; leaves the list empty. */
  private static void tell(List<Verdict> verdicts) {
    while (!verdicts.isEmpty()) {
      Executor loop = verdicts.get(0).check.loop;
      List<Verdict> own = new ArrayList<>(verdicts.size());
      for (Verdict verdict : verdicts) {
        if (verdict.check.loop == loop) {
          own.add(verdict);
        }
      }
      verdicts.removeIf(verdict -> verdict.check.loop == loop);
      try {
        loop.execute(() -> own.forEach(Verifications::tell));
      } catch (RuntimeException e) {
        log.error("verdicts on receipts could not be told", e);
      }
    }
  }

  private static void tell(Verdict verdict) {
    try {
      verdict.check.then.accept(verdict.genuine);
    } catch (RuntimeException e) {
      log.error("a request failed after its receipt was checked", e);
    }
  }
}
