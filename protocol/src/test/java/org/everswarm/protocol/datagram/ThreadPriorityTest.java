package org.everswarm.protocol.datagram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class ThreadPriorityTest {

  private static final Path STAT = Path.of("/proc/thread-self/stat");
  private static final int NICE_FIELD = 18;

  @Test
  void aThreadThatGivesWayIsNicerAndNoOtherIs() throws Exception {
    assumeTrue(LibC.MISSING == null && Files.exists(STAT), "needs Linux");
    int before = nice();
    FutureTask<Integer> other =
        new FutureTask<>(
            () -> {
              assertTrue(ThreadPriority.giveWay());
              assertTrue(ThreadPriority.giveWay());
              return nice();
            });
    Thread thread = new Thread(other);
    thread.start();

    assertEquals(5, other.get());
    assertEquals(before, nice());
    thread.join();
  }

  private static int nice() throws Exception {
    String stat = Files.readString(STAT);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Integer.parseInt(fields[NICE_FIELD - 2]);
  }
}
