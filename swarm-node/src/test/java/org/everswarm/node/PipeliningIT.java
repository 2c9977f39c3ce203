package org.everswarm.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that ask thousands of times on one connection and read nothing. */
class PipeliningIT {

  private static final int CONNECTIONS = 400;
  private static final int ROUNDS = 20;
  private static final byte[] REQUESTS =
      "GET /announce HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_600).getBytes(ISO_8859_1);

  @Test
  void takeNoMemoryAndNoServiceFromOthers(@TempDir Path directory) throws Exception {
    try (PaidSwarm swarm = PaidSwarm.start(Host.loopback(), directory)) {
      List<Socket> open = new ArrayList<>();
      ExecutorService writers = Executors.newFixedThreadPool(8);
      for (int i = 0; i < CONNECTIONS; i++) {
        String source = "127.0.1." + (1 + i % 200);
        for (InetSocketAddress to : List.of(swarm.trackerAddress(), swarm.webAddress())) {
          Socket socket = connected(source, to);
          open.add(socket);
          writers.execute(() -> write(socket));
        }
      }
      writers.shutdown();
      assertTrue(writers.awaitTermination(120, TimeUnit.SECONDS), "every connection was ended");
      assertTrue(answers(swarm.announceUrl("")), "the tracker answers");
      assertTrue(answers(swarm.webSeed(swarm.infoHash("preview"), "preview")), "the node serves");
      for (String log : swarm.logs()) {
        assertFalse(log.contains("OutOfMemory"), log);
      }
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  /** Tried for a while, because much is still on its way. */
  private static boolean answers(String address) {
    for (int attempt = 0; attempt < 100; attempt++) {
      if (Host.loopback().get(URI.create(address)).isPresent()) {
        return true;
      }
      RunningProgram.sleepMillis(500);
    }
    return false;
  }

  private static Socket connected(String from, InetSocketAddress to) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(2_048);
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(to, 60_000);
    return socket;
  }

  /** Writes until the server closes. */
  private static void write(Socket socket) {
    try {
      for (int round = 0; round < ROUNDS; round++) {
        socket.getOutputStream().write(REQUESTS);
      }
    } catch (IOException closed) {
      // That is the right answer.
    }
  }
}
