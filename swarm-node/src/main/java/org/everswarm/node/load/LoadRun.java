package org.everswarm.node.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a load: fill, warm-up, measurement, one after another, each by all workers at once. */
final class LoadRun {

  /** All threads shall be there when a phase begins. */
  private static final long LEAD_NANOS = 20_000_000L;

  private static final long STOP_SECONDS = 10;

  private final LoadPlan plan;
  private final List<Lane> honest;
  private final List<Lane> forged;
  private final List<Result> results = new ArrayList<>();
  private long unfilled;

  LoadRun(LoadPlan plan, Lanes lanes) throws IOException {
    this.plan = plan;
    this.honest = lanes.honest();
    this.forged = plan.forgedRate() > 0 ? lanes.forged() : List.of();
  }

  /** What a phase came to. */
  record Result(String title, double seconds, Tallies tallies) {}

  /** Runs all phases; what those that are reported came to. */
  Report run() throws IOException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(plan.lanes().workers());
    try {
      for (Lane lane : all()) {
        lane.open();
      }
      List<Worker> workers = workers();
      if (plan.fill()) {
        phase(threads, workers, plan.reportFill() ? "fill" : "", Phase.Order.FILL, 0);
        unfilled = honest.stream().mapToLong(Lane::unanswered).sum();
      }
      if (plan.warmupSeconds() > 0) {
        phase(threads, workers, "", Phase.Order.ROUND_ROBIN, plan.warmupSeconds());
      }
      if (plan.flashCrowd()) {
        phase(threads, workers, "flash crowd", Phase.Order.ONCE, 0);
      } else if (plan.seconds() > 0) {
        phase(threads, workers, "load", Phase.Order.ROUND_ROBIN, plan.seconds());
      }
      return new Report(results, unfilled);
    } finally {
      threads.shutdownNow();
      if (threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        all().forEach(Lane::close);
      }
    }
  }

  private List<Lane> all() {
    return Stream.concat(honest.stream(), forged.stream()).toList();
  }

  private List<Worker> workers() {
    int count = plan.lanes().workers();
    List<List<Lane>> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(new ArrayList<>());
    }
    int next = 0;
    for (Lane lane : all()) {
      parts.get(next++ % count).add(lane);
    }
    return parts.stream().map(Worker::new).toList();
  }

  private void phase(
      ExecutorService threads,
      List<Worker> workers,
      String title,
      Phase.Order order,
      double seconds)
      throws InterruptedException {
    boolean fill = order == Phase.Order.FILL;
    Phase phase =
        new Phase(
            title,
            order,
            fill ? 0 : plan.rate() / honest.size(),
            fill || forged.isEmpty() ? 0 : plan.forgedRate() / forged.size(),
            seconds,
            System.nanoTime() + LEAD_NANOS);
    List<Future<Worker.Part>> running = new ArrayList<>();
    for (Worker worker : workers) {
      running.add(threads.submit(() -> worker.run(phase)));
    }
    Tallies sum = new Tallies(phase.startNanos());
    double longest = 0;
    for (Future<Worker.Part> part : running) {
      Worker.Part done = await(part);
      sum.add(done.tallies());
      longest = Math.max(longest, done.seconds());
    }
    if (!title.isEmpty()) {
      results.add(new Result(title, longest, sum));
    }
  }

  private static <T> T await(Future<T> running) throws InterruptedException {
    try {
      return running.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }
}
