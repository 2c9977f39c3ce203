package org.everswarm.node.load;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Drives some lanes, by one thread at a time. Spins while there is something to do. */
final class Worker {

  private static final long SWEEP_NANOS = 50_000_000L;
  private static final int SPINS = 100;
  private static final long PAUSE_NANOS = 50_000L;

  /** How long answers of a phase may come after its end, uncounted. */
  private static final long DRAIN_NANOS = 1_000_000_000L;

  private final List<Lane> lanes;

  Worker(List<Lane> lanes) {
    this.lanes = List.copyOf(lanes);
  }

  /** What a worker's part of a phase came to, and how long it took. */
  record Part(Tallies tallies, double seconds) {}

  /** Runs a phase to its end, or until the thread is interrupted. */
  Part run(Phase phase) {
    while (System.nanoTime() - phase.startNanos() < 0) {
      Thread.onSpinWait();
    }
    Tallies tallies = new Tallies(phase.startNanos());
    lanes.forEach(lane -> lane.begin(phase, tallies));
    long end = turns(phase);
    drain(end);
    return new Part(tallies, (end - phase.startNanos()) / 1e9);
  }

  private long turns(Phase phase) {
    long sweep = phase.startNanos() + SWEEP_NANOS;
    boolean interrupted = false;
    int idle = 0;
    while (true) {
      int moved = 0;
      for (Lane lane : lanes) {
        moved += lane.turn();
      }
      long now = System.nanoTime();
      if (now - sweep >= 0) {
        lanes.forEach(lane -> lane.expire(now));
        sweep = now + SWEEP_NANOS;
        interrupted = Thread.currentThread().isInterrupted();
      }
      idle = moved == 0 ? idle + 1 : 0;
      if (phase.isOver(now) || interrupted || (idle > 0 && isThrough(phase))) {
        return now;
      }
      pause(idle);
    }
  }

  private boolean isThrough(Phase phase) {
    return phase.seconds() == 0 && lanes.stream().allMatch(Lane::finished);
  }

  private void drain(long end) {
    Tallies uncounted = new Tallies(end);
    lanes.forEach(lane -> lane.count(uncounted));
    int idle = 0;
    long now = end;
    while (now - end < DRAIN_NANOS && lanes.stream().anyMatch(lane -> lane.inFlight() > 0)) {
      int moved = 0;
      for (Lane lane : lanes) {
        moved += lane.receive();
      }
      idle = moved == 0 ? idle + 1 : 0;
      pause(idle);
      now = System.nanoTime();
    }
    long after = now + DRAIN_NANOS;
    lanes.forEach(lane -> lane.expire(after + 1));
  }

  private static void pause(int idle) {
    if (idle > SPINS) {
      LockSupport.parkNanos(PAUSE_NANOS);
    } else if (idle > 0) {
      Thread.onSpinWait();
    }
  }
}
