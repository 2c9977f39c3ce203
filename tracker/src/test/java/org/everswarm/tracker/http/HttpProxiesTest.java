package org.everswarm.tracker.http;

import static org.everswarm.tracker.TestTracker.FREE;
import static org.everswarm.tracker.TestTracker.await;
import static org.everswarm.tracker.TestTracker.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.LogWatch;
import org.everswarm.tracker.TestTracker;
import org.everswarm.tracker.announce.HttpRejection;
import org.everswarm.tracker.listen.Cidr;
import org.everswarm.tracker.listen.OpenConnections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who a client is when it comes through a proxy: 127.0.0.1 is trusted, 127.0.0.2 is not. */
class HttpProxiesTest {

  private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

  private final OpenConnections connections = new OpenConnections(100, 2);
  private TestTracker tracker;

  @BeforeEach
  void start(@TempDir Path directory) {
    tracker = TestTracker.start(Vertx.vertx(), directory);
  }

  @AfterEach
  void stop() throws Exception {
    tracker.close();
  }

  private InetSocketAddress listen(boolean proxyProtocol) {
    HttpParts parts =
        new HttpParts(
            tracker.pipeline,
            TestTracker.unlimited(),
            connections,
            tracker.counters,
            System::nanoTime);
    HttpSettings settings =
        new HttpSettings(
            TestTracker.address("127.0.0.1", 0),
            Optional.empty(),
            List.of(Cidr.parse("127.0.0.1/32")),
            proxyProtocol,
            HttpLimits.DEFAULT,
            Map.of("/who", (request, client) -> request.response().end(client.toString())));
    return await(HttpFrontEnd.deploy(tracker.vertx, 1, settings, parts));
  }

  @Test
  void believesWhatATrustedProxyForwards() {
    InetSocketAddress bound = listen(false);
    try (HttpClientSocket proxy = new HttpClientSocket("127.0.0.1", bound)) {
      assertEquals(external("198.51.100.7"), seen(proxy, "8.8.8.8, 198.51.100.7"));
      assertEquals(external("2001:db8::7"), seen(proxy, "2001:db8::7"));
      assertEquals(external("127.0.0.1"), seen(proxy, "not an address"));
    }
  }

  @Test
  void tellsAMountedPathWhomTheProxyForwards() {
    InetSocketAddress bound = listen(false);
    try (HttpClientSocket proxy = new HttpClientSocket("127.0.0.1", bound)) {
      proxy.send("GET /who HTTP/1.1\r\nHost: t\r\nX-Forwarded-For: 198.51.100.7\r\n\r\n");
      assertEquals(address("198.51.100.7").toString(), proxy.response().body());
    }
  }

  @Test
  void doesNotBelieveAnyoneElse() {
    InetSocketAddress bound = listen(false);
    try (HttpClientSocket liar = new HttpClientSocket("127.0.0.2", bound)) {
      assertEquals(external("127.0.0.2"), seen(liar, "198.51.100.7"));
    }
  }

  @Test
  void aTrustedProxyMayHaveMoreConnectionsThanAClient() {
    InetSocketAddress bound = listen(false);
    try (HttpClientSocket one = new HttpClientSocket("127.0.0.1", bound);
        HttpClientSocket two = new HttpClientSocket("127.0.0.1", bound);
        HttpClientSocket three = new HttpClientSocket("127.0.0.1", bound)) {
      for (HttpClientSocket socket : List.of(one, two, three)) {
        assertEquals(404, socket.get("/").status());
      }
    }
  }

  @Test
  void readsProxyProtocolVersion1() {
    InetSocketAddress bound = listen(true);
    try (HttpClientSocket proxy = new HttpClientSocket("127.0.0.1", bound)) {
      proxy.send("PROXY TCP4 198.51.100.7 203.0.113.1 4711 80\r\n");
      assertEquals(external("198.51.100.7"), seen(proxy, "8.8.8.8"));
      assertEquals(external("198.51.100.7"), seen(proxy, "8.8.8.8"));
    }
    try (HttpClientSocket proxy = new HttpClientSocket("127.0.0.1", bound)) {
      proxy.send("PROXY TCP6 2001:db8::7 2001:db8::1 4711 80\r\n");
      assertEquals(external("2001:db8::7"), seen(proxy, ""));
    }
    try (HttpClientSocket healthCheck = new HttpClientSocket("127.0.0.1", bound)) {
      healthCheck.send("PROXY UNKNOWN\r\n");
      assertEquals(external("127.0.0.1"), seen(healthCheck, ""));
    }
  }

  @Test
  void readsProxyProtocolVersion2() {
    InetSocketAddress bound = listen(true);
    try (HttpClientSocket proxy = new HttpClientSocket("127.0.0.1", bound)) {
      proxy.send(version2(0x21, 0x11, "198.51.100.7", "203.0.113.1"));
      assertEquals(external("198.51.100.7"), seen(proxy, ""));
    }
    try (HttpClientSocket proxy = new HttpClientSocket("127.0.0.1", bound)) {
      proxy.send(version2(0x21, 0x21, "2001:db8::7", "2001:db8::1"));
      assertEquals(external("2001:db8::7"), seen(proxy, ""));
    }
    try (HttpClientSocket healthCheck = new HttpClientSocket("127.0.0.1", bound)) {
      healthCheck.send(version2(0x20, 0x00, "", ""));
      assertEquals(external("127.0.0.1"), seen(healthCheck, ""));
    }
  }

  @Test
  void limitsTheConnectionsOfTheClientBehindTheProxyProtocol() {
    InetSocketAddress bound = listen(true);
    try (HttpClientSocket one = new HttpClientSocket("127.0.0.1", bound);
        HttpClientSocket two = new HttpClientSocket("127.0.0.1", bound);
        HttpClientSocket three = new HttpClientSocket("127.0.0.1", bound);
        HttpClientSocket other = new HttpClientSocket("127.0.0.1", bound)) {
      for (HttpClientSocket socket : List.of(one, two)) {
        socket.send("PROXY TCP4 198.51.100.7 203.0.113.1 4711 80\r\n");
        assertEquals(404, socket.get("/").status());
      }
      three.send("PROXY TCP4 198.51.100.7 203.0.113.1 4711 80\r\n");
      assertTrue(three.closed());
      other.send("PROXY TCP4 198.51.100.8 203.0.113.1 4711 80\r\n");
      assertEquals(404, other.get("/").status());
    }
    eventually(() -> connections.open() == 0);
  }

  @Test
  void closesWhoeverSpeaksTheProxyProtocolUntrusted() {
    InetSocketAddress bound = listen(true);
    try (HttpClientSocket liar = new HttpClientSocket("127.0.0.2", bound)) {
      liar.send("PROXY TCP4 198.51.100.7 203.0.113.1 4711 80\r\n");
      assertTrue(liar.closed());
    }
    assertEquals(1, tracker.counters.rejections(HttpRejection.UNTRUSTED));
    assertEquals(0, connections.open());
  }

  @Test
  void aMissingProxyHeaderEndsTheConnectionQuietly() {
    InetSocketAddress bound = listen(true);
    try (LogWatch log = new LogWatch();
        HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
      assertTrue(client.closed());
      log.assertQuietAndNoLeak();
    }
    eventually(() -> tracker.counters.rejections(HttpRejection.MALFORMED) == 1);
    assertEquals(0, connections.open());
  }

  @Test
  void theProxyProtocolNeedsSomeoneToTrust() {
    var refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new HttpSettings(
                    TestTracker.address("127.0.0.1", 0),
                    Optional.empty(),
                    List.of(),
                    true,
                    HttpLimits.DEFAULT,
                    Map.of()));

    assertTrue(refusal.toString().contains("--trusted-proxy"));
  }

  private static byte[] version2(int command, int family, String source, String destination) {
    byte[] from = source.isEmpty() ? new byte[0] : address(source).toBytes();
    byte[] to = source.isEmpty() ? new byte[0] : address(destination).toBytes();
    int length = source.isEmpty() ? 0 : from.length + to.length + 4;
    ByteBuffer header = ByteBuffer.allocate(16 + length);
    header.put(SIGNATURE).put((byte) command).put((byte) family).putShort((short) length);
    header.put(from).put(to);
    if (length > 0) {
      header.putShort((short) 4711).putShort((short) 80);
    }
    return header.array();
  }

  /** The rest of the reply from the client's own address on. */
  private static String seen(HttpClientSocket client, String forwardedFor) {
    client.send(
        "GET "
            + HttpFrontEndTest.announce(FREE, 1111)
            + " HTTP/1.1\r\nHost: t\r\nX-Forwarded-For: "
            + forwardedFor
            + "\r\n\r\n");
    String body = client.response().body();
    int at = body.indexOf("external ip");
    return at < 0 ? body : body.substring(at, body.indexOf("10:incomplete", at));
  }

  private static String external(String address) {
    byte[] bytes = address(address).toBytes();
    return "external ip" + bytes.length + ":" + new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static IpAddress address(String literal) {
    return IpAddress.parse(literal).orElseThrow();
  }
}
