package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/**
 * Reads the log while it is open: SLF4J's simple logger writes to {@code System.err}, and netty
 * reports leaked buffers there.
 */
public final class LogWatch implements AutoCloseable {

  private static final String MARK = "the log is read";

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  public LogWatch() {
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    LoggerFactory.getLogger(LogWatch.class).info(MARK);
    if (!log.toString(StandardCharsets.UTF_8).contains(MARK)) {
      throw new AssertionError("the log goes elsewhere");
    }
  }

  /** What was logged until now. */
  public String text() {
    return log.toString(StandardCharsets.UTF_8);
  }

  /** Fails when anything was logged. */
  public void assertQuiet() {
    assertEquals(List.of(), linesBut(MARK));
  }

  /** Fails when a buffer was lost, or anything else was logged. */
  public void assertQuietAndNoLeak() {
    assertEquals(ResourceLeakDetector.Level.PARANOID, ResourceLeakDetector.getLevel());
    // A lost buffer is reported when its collection is noticed, which is when the next is made.
    for (int i = 0; i < 3; i++) {
      System.gc();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
    }
    assertQuiet();
  }

  private List<String> linesBut(String mark) {
    return log.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.contains(mark))
        .toList();
  }

  @Override
  public void close() {
    System.setErr(before);
    before.print(log.toString(StandardCharsets.UTF_8));
  }
}
