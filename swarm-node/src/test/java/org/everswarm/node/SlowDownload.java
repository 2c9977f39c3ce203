package org.everswarm.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A download that would take many seconds: what it returns is when it was cut, in nanoseconds. */
final class SlowDownload implements Callable<Long> {

  private static final int CHUNK_BYTES = 16 << 10;
  private static final long PAUSE_MILLIS = 20;
  private static final int SILENCE_MILLIS = 60_000;

  /** Returns when the other end has hung up. */
  private interface Transfer {
    void untilCut(AtomicLong bytes) throws IOException;
  }

  private final Transfer transfer;
  private final AtomicLong bytes = new AtomicLong();

  private SlowDownload(Transfer transfer) {
    this.transfer = transfer;
  }

  /** By the peer wire, block by block. */
  static SlowDownload byWire(Buyer buyer, NodeProcess node) {
    return new SlowDownload(
        bytes -> {
          try (SmallLeecher leecher = buyer.leecher()) {
            leecher.fetchUntilCut(node.wirePort(), bytes::addAndGet);
          }
        });
  }

  /** By web seed, the first bytes of a file; there must be more than are read in time. */
  static SlowDownload byWebSeed(String url, int length) {
    return new SlowDownload(bytes -> read(URI.create(url), length, bytes));
  }

  private static void read(URI url, int length, AtomicLong bytes) throws IOException {
    try (Socket socket = new Socket()) {
      // What lies in buffers comes through after the cut, and late: let it be little.
      socket.setReceiveBufferSize(CHUNK_BYTES);
      socket.setSoTimeout(SILENCE_MILLIS);
      socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
      String request =
          "GET %s HTTP/1.1\r\nHost: node\r\nRange: bytes=0-%d\r\n\r\n"
              .formatted(url.getPath(), length - 1);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      InputStream in = socket.getInputStream();
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        bytes.addAndGet(n);
        RunningProgram.sleepMillis(PAUSE_MILLIS);
      }
    } catch (SocketException reset) {
      // So it ends too, when bytes of ours were not read.
    }
    assertTrue(bytes.get() < length, "all of it was served");
  }

  /** Waits until so many bytes have come. */
  void await(long least, long limitSeconds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
    while (bytes.get() < least) {
      assertTrue(System.nanoTime() < deadline, () -> "only " + bytes.get() + " bytes came");
      RunningProgram.sleepMillis(10);
    }
  }

  @Override
  public Long call() throws IOException {
    transfer.untilCut(bytes);
    return System.nanoTime();
  }
}
