package org.everswarm.tracker.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.everswarm.tracker.TestTracker;
import org.everswarm.tracker.announce.DropReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UdpHandlerTest {

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void logsItsOwnFaultsNowAndThenAndCountsThemAll(@TempDir Path directory) throws IOException {
    try (TestTracker tracker = TestTracker.start(Vertx.vertx(), directory)) {
      EmbeddedChannel channel = new EmbeddedChannel(handler(tracker));
      String log =
          logOf(
              () -> {
                channel.pipeline().fireExceptionCaught(new IOException("no buffer space"));
                for (int i = 0; i < 100; i++) {
                  channel.pipeline().fireExceptionCaught(new IllegalStateException("our fault"));
                }
                nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
                channel.pipeline().fireExceptionCaught(new IllegalStateException("our fault"));
              });

      assertEquals(2, log.lines().filter(line -> line.contains("our fault")).count(), log);
      assertEquals(1, tracker.counters.drops(DropReason.BUSY));
      assertEquals(101, tracker.counters.drops(DropReason.FAILED));
      channel.finishAndReleaseAll();
    }
  }

  private UdpHandler handler(TestTracker tracker) {
    UdpParts parts =
        new UdpParts(
            tracker.pipeline,
            ConnectionKey.generate(new SecureRandom()),
            TestTracker.unlimited(),
            TestTracker.unlimited(),
            tracker.counters,
            InstantSource.system(),
            nanos::get);
    return new UdpHandler(UdpSettings.of(TestTracker.address("127.0.0.1", 0)), parts);
  }

  private static String logOf(Runnable action) {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setErr(before);
    }
    return log.toString(StandardCharsets.UTF_8);
  }
}
