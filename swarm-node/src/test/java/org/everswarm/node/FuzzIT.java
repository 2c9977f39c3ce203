package org.everswarm.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.udp.UdpReply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutated input on every open port of both programs, from one address, while an honest client at
 * another is served. {@code -Deverswarm.fuzz.seconds=600} makes it ten minutes.
 */
class FuzzIT {

  private static final int SECONDS = Integer.getInteger("everswarm.fuzz.seconds", 20);
  private static final String HONEST = "127.0.0.1";
  private static final String HOSTILE = "127.0.0.66";
  private static final int SPARE_FILES = 64;

  @Test
  void honestClientsAreServedWhileEveryPortIsFuzzed(@TempDir Path directory) throws Exception {
    try (PaidSwarm swarm = PaidSwarm.start(Host.loopback(), directory)) {
      new Honest(swarm).serveOnce();
      long filesBefore = swarm.openFiles();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      ExecutorService threads = Executors.newFixedThreadPool(5);
      List<Future<Long>> counts = new ArrayList<>();
      counts.add(threads.submit(() -> new Honest(swarm).until(end)));
      counts.add(threads.submit(() -> fuzzUdp(swarm, end)));
      counts.add(threads.submit(() -> fuzzTcp(swarm.trackerAddress(), announce(swarm), end)));
      counts.add(threads.submit(() -> fuzzTcp(swarm.webAddress(), webRequest(swarm), end)));
      counts.add(threads.submit(() -> fuzzTcp(swarm.wireAddress(), wireBytes(swarm), end)));
      threads.shutdown();
      for (Future<Long> count : counts) {
        assertTrue(finished(count) > 0, "a fuzzer sent nothing, or the honest client got nothing");
      }
      new Honest(swarm).serveOnce();
      assertNothingLeft(swarm, filesBefore);
    }
  }

  private static long finished(Future<Long> count) throws Exception {
    try {
      return count.get();
    } catch (ExecutionException e) {
      throw new AssertionError("failed while fuzzing", e.getCause());
    }
  }

  private static void assertNothingLeft(PaidSwarm swarm, long filesBefore) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (swarm.openFiles() > filesBefore + SPARE_FILES && System.nanoTime() < deadline) {
      RunningProgram.sleepMillis(500);
    }
    assertTrue(
        swarm.openFiles() <= filesBefore + SPARE_FILES,
        () -> filesBefore + " open files before, " + swarm.openFiles() + " after");
    for (String log : swarm.logs()) {
      assertFalse(log.contains("LEAK"), log);
      assertFalse(log.contains("Exception"), log);
      assertFalse(log.contains("ERROR"), log);
    }
  }

  private static long fuzzUdp(PaidSwarm swarm, long end) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    try (UdpAnnouncer client = announcer(swarm, HOSTILE)) {
      long id = client.connect();
      byte[] valid =
          UdpAnnouncer.bytes(
              UdpAnnouncer.announcement(id, swarm.hash("film"), 6881, swarm.receiptPath()));
      long sent = 0;
      for (; System.nanoTime() < end; sent++) {
        client.send(Mutation.of(valid, random));
        if (sent % 16 == 0) {
          RunningProgram.sleepMillis(1);
        }
      }
      return sent;
    }
  }

  /** One connection for every mutated input, every eighth left open for a while. */
  private static long fuzzTcp(InetSocketAddress to, byte[] valid, long end) throws IOException {
    SplittableRandom random = new SplittableRandom(valid.length);
    Socket[] lingering = new Socket[64];
    long sent = 0;
    for (; System.nanoTime() < end; sent++) {
      Socket socket = new Socket();
      try {
        socket.bind(new InetSocketAddress(InetAddress.getByName(HOSTILE), 0));
        socket.setSoLinger(true, 0);
        socket.connect(to, 2_000);
        OutputStream out = socket.getOutputStream();
        byte[] mutated = Mutation.of(valid, random);
        int cut = random.nextInt(mutated.length + 1);
        out.write(mutated, 0, cut);
        out.write(mutated, cut, mutated.length - cut);
      } catch (IOException refused) {
        // Refusing is one of the right answers.
      }
      if (random.nextInt(8) == 0) {
        int slot = random.nextInt(lingering.length);
        close(lingering[slot]);
        lingering[slot] = socket;
      } else {
        close(socket);
      }
      RunningProgram.sleepMillis(1);
    }
    for (Socket socket : lingering) {
      close(socket);
    }
    return sent;
  }

  private static void close(@Nullable Socket socket) throws IOException {
    if (socket != null) {
      socket.close();
    }
  }

  private static byte[] announce(PaidSwarm swarm) {
    return ("GET " + announcePath(swarm) + " HTTP/1.1\r\nHost: tracker\r\n\r\n")
        .getBytes(ISO_8859_1);
  }

  private static String announcePath(PaidSwarm swarm) {
    StringBuilder hash = new StringBuilder();
    for (byte b : swarm.hash("film").toBytes()) {
      hash.append("%%%02x".formatted(b));
    }
    return swarm.receiptPath()
        + "&info_hash="
        + hash
        + "&peer_id=-XX0001-abcdefghijkl&port=6881&uploaded=0&downloaded=0&left=5&compact=1";
  }

  private static byte[] webRequest(PaidSwarm swarm) {
    String path = URI.create(swarm.buyersWebSeed()).getPath();
    return ("GET " + path + " HTTP/1.1\r\nHost: node\r\nRange: bytes=0-99\r\n\r\n")
        .getBytes(ISO_8859_1);
  }

  /** A handshake for the free preview, INTERESTED, a request, an extended handshake, a cancel. */
  private static byte[] wireBytes(PaidSwarm swarm) {
    byte[] bytes = new byte[68 + 5 + 17 + 8 + 17];
    bytes[0] = 19;
    byte[] name = "BitTorrent protocol".getBytes(ISO_8859_1);
    System.arraycopy(name, 0, bytes, 1, name.length);
    bytes[25] = 0x10;
    bytes[27] = 0x04;
    System.arraycopy(swarm.hash("preview").toBytes(), 0, bytes, 28, InfoHash.LENGTH);
    Arrays.fill(bytes, 48, 68, (byte) 'x');
    bytes[71] = 1;
    bytes[72] = 2;
    bytes[76] = 13;
    bytes[77] = 6;
    bytes[88] = 0x40;
    bytes[93] = 4;
    bytes[94] = 20;
    bytes[96] = 'd';
    bytes[97] = 'e';
    bytes[101] = 13;
    bytes[102] = 8;
    return bytes;
  }

  private static UdpAnnouncer announcer(PaidSwarm swarm, String from) throws IOException {
    return new UdpAnnouncer(
        new InetSocketAddress(InetAddress.getByName(from), 0), swarm.trackerAddress());
  }

  /** A buyer that announces over UDP and HTTP and fetches a range, again and again. */
  private record Honest(PaidSwarm swarm) {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    long until(long end) throws IOException, InterruptedException {
      long served = 0;
      for (; System.nanoTime() < end; served++) {
        serveOnce();
        RunningProgram.sleepMillis(200);
      }
      return served;
    }

    void serveOnce() throws IOException, InterruptedException {
      try (UdpAnnouncer client = announcer(swarm, HONEST)) {
        UdpReply reply =
            client.announce(client.connect(), swarm.hash("film"), 6000, swarm.receiptPath());
        assertInstanceOf(UdpReply.AnnounceReply.class, reply);
      }
      HttpResponse<byte[]> announced = get(swarm.tracker().httpUri() + announcePath(swarm), "");
      String body = new String(announced.body(), ISO_8859_1);
      assertTrue(body.startsWith("d8:complete"), body);
      HttpResponse<byte[]> range = get(swarm.buyersWebSeed(), "bytes=1000-1999");
      assertEquals(206, range.statusCode());
      byte[] film = Files.readAllBytes(swarm.content("film"));
      assertTrue(Arrays.equals(range.body(), Arrays.copyOfRange(film, 1000, 2000)));
    }

    private static HttpResponse<byte[]> get(String address, String range)
        throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(5));
      if (!range.isEmpty()) {
        request.header("Range", range);
      }
      return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }
  }
}
