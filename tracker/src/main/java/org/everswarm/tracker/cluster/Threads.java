package org.everswarm.tracker.cluster;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.everswarm.protocol.datagram.ThreadPriority;

/** Names threads that give way to those that answer announces, and keep no process alive. */
final class Threads {

  private Threads() {}

  static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Runnable givingWay =
          () -> {
            ThreadPriority.giveWay();
            task.run();
          };
      Thread thread = new Thread(givingWay, name + "-" + count.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }
}
