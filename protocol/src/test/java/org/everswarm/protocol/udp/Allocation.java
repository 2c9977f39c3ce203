package org.everswarm.protocol.udp;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Measures what the current thread allocates. */
final class Allocation {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /** Bytes allocated by {@code rounds} runs of {@code work}, after as many to warm up. */
  static long bytes(int rounds, Runnable work) {
    run(rounds, work);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    run(rounds, work);
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static void run(int rounds, Runnable work) {
    for (int i = 0; i < rounds; i++) {
      work.run();
    }
  }
}
