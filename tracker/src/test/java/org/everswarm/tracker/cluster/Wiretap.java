package org.everswarm.tracker.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Doors before members: all that passes through them, either way, is kept. */
final class Wiretap implements AutoCloseable {

  private final List<ServerSocket> doors = new ArrayList<>();
  private final List<ByteArrayOutputStream> streams = new ArrayList<>();

  /** A door to an address. */
  synchronized InetSocketAddress before(InetSocketAddress member) {
    try {
      ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      doors.add(door);
      thread(
          () -> {
            while (true) {
              Socket in = door.accept();
              Socket out = new Socket(member.getAddress(), member.getPort());
              pipe(in, out);
              pipe(out, in);
            }
          });
      return new InetSocketAddress(door.getInetAddress(), door.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void pipe(Socket from, Socket to) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    synchronized (this) {
      streams.add(kept);
    }
    thread(
        () -> {
          byte[] buffer = new byte[1 << 16];
          try (InputStream in = from.getInputStream();
              OutputStream out = to.getOutputStream()) {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
              kept.write(buffer, 0, n);
              out.write(buffer, 0, n);
            }
          }
        });
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void thread(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                // The test is over, or a member is.
              }
            },
            "wiretap");
    thread.setDaemon(true);
    thread.start();
  }

  synchronized int bytes() {
    return streams.stream().mapToInt(ByteArrayOutputStream::size).sum();
  }

  /** Whether these eight bytes went by nowhere, in either order. */
  synchronized boolean lacks(long word) {
    if (words.isEmpty()) {
      for (ByteArrayOutputStream stream : streams) {
        ByteBuffer all = ByteBuffer.wrap(stream.toByteArray());
        for (int at = 0; at + Long.BYTES <= all.limit(); at++) {
          words.add(all.getLong(at));
        }
      }
    }
    return !words.contains(word) && !words.contains(Long.reverseBytes(word));
  }

  private final Set<Long> words = new HashSet<>();

  @Override
  public synchronized void close() {
    for (ServerSocket door : doors) {
      try {
        door.close();
      } catch (IOException alreadyClosed) {
        // Nothing is left to be done.
      }
    }
  }
}
