package org.everswarm.tracker.shop.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.listen.Cidr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections to the shop's real port: who is behind them, how many, and how slow they may be. */
class VisitorsTest {

  private static final List<Cidr> NO_PROXY = List.of();
  private static final List<Cidr> PROXY = List.of(Cidr.parse("127.0.0.1"));
  private static final String ASKED = "GET /api/v1/bundles HTTP/1.1\r\nHost: a\r\n";
  private static final String LENGTH = "content-length: ";
  private static final int TRIES_MAX = 3000;
  private static final int PAUSE_MILLIS = 20;

  private final List<Socket> sockets = new ArrayList<>();
  private final List<IpAddress> seen = new ArrayList<>();
  private final List<AutoCloseable> shops = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    for (AutoCloseable shop : shops) {
      shop.close();
    }
  }

  private TestShop shop(List<Cidr> proxies, ApiLimits limits, Operation listBundles) {
    TestShop shop =
        new TestShop(Document.load(), proxies, Map.of("listBundles", listBundles), limits);
    shops.add(shop);
    return shop;
  }

  private Reply see(Call call) {
    synchronized (seen) {
      seen.add(call.source());
    }
    return none();
  }

  private static Reply none() {
    return Reply.ok(new JsonObject().put("items", new JsonArray()));
  }

  private static ApiLimits limits(int perSource, int headSeconds, int idleSeconds) {
    return new ApiLimits(100, perSource, 100, 1 << 20, headSeconds, idleSeconds, 1);
  }

  private Socket connect(TestShop shop, String from) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), shop.port()));
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The status of an answer, which is read to its end; 0 if the connection is closed instead. */
  private static int answer(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = readOrEnd(in);
      if (next < 0) {
        return 0;
      }
      head.append((char) next);
    }
    String lower = head.toString().toLowerCase(Locale.ROOT);
    int from = lower.indexOf(LENGTH) + LENGTH.length();
    in.readNBytes(Integer.parseInt(lower.substring(from, lower.indexOf('\r', from))));
    return Integer.parseInt(head.substring(9, 12));
  }

  private static int readOrEnd(InputStream in) throws IOException {
    try {
      return in.read();
    } catch (SocketTimeoutException open) {
      throw open;
    } catch (IOException reset) {
      return -1;
    }
  }

  private int ask(Socket socket, String forwarded) throws IOException {
    send(socket, ASKED + (forwarded.isEmpty() ? "" : "X-Forwarded-For: " + forwarded + "\r\n"));
    send(socket, "\r\n");
    return answer(socket);
  }

  /** Whether the shop closes a connection that goes on sending one character at a time. */
  private static boolean closesOnTrickle(Socket socket, String first) throws IOException {
    socket.setSoTimeout(PAUSE_MILLIS);
    try {
      send(socket, first);
      for (int i = 0; i < TRIES_MAX; i++) {
        if (isClosed(socket)) {
          return true;
        }
        send(socket, "a");
      }
    } catch (SocketTimeoutException never) {
      throw new AssertionError(never);
    } catch (IOException reset) {
      return true;
    }
    return false;
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    }
  }

  @Test
  void aTrustedProxySaysWhoAsks() throws Exception {
    TestShop shop = shop(PROXY, limits(9, 9, 9), this::see);
    Socket proxy = connect(shop, "127.0.0.1");
    ask(proxy, "203.0.113.9, 198.51.100.7");
    ask(proxy, "2001:db8::7");
    ask(proxy, "");
    ask(connect(shop, "127.0.0.2"), "198.51.100.7");
    List<String> expected = List.of("198.51.100.7", "2001:db8::7", "127.0.0.1", "127.0.0.2");
    assertEquals(expected, seen.stream().map(IpAddress::toString).toList());
  }

  @Test
  void nobodyElseDoes() throws Exception {
    ask(connect(shop(NO_PROXY, limits(9, 9, 9), this::see), "127.0.0.1"), "198.51.100.7");
    assertEquals("127.0.0.1", seen.get(0).toString());
  }

  @Test
  void rateLimitsGoByTheVisitorBehindTheProxy() throws Exception {
    SourceRate rate = new SourceRate(1, 1, () -> 0, new SecureRandom());
    TestShop shop = shop(PROXY, limits(9, 9, 9), rate.of(call -> none()));
    Socket proxy = connect(shop, "127.0.0.1");
    assertEquals(200, ask(proxy, "198.51.100.7"));
    assertEquals(429, ask(proxy, "198.51.100.7"));
    assertEquals(200, ask(proxy, "198.51.100.8"));
    assertEquals(200, ask(proxy, "2001:db8:0:1::1"));
    assertEquals(429, ask(proxy, "2001:db8:0:1:ffff::2"), "the same /64");
    assertEquals(200, ask(proxy, "2001:db8:0:2::1"));
  }

  @Test
  void oneSourceHasOnlySoManyConnections() throws Exception {
    TestShop shop = shop(NO_PROXY, limits(2, 9, 9), this::see);
    Socket first = connect(shop, "127.0.0.1");
    assertEquals(200, ask(first, ""));
    assertEquals(200, ask(connect(shop, "127.0.0.1"), ""));
    assertTrue(isRefused(shop, "127.0.0.1"));
    assertFalse(isRefused(shop, "127.0.0.2"));
    first.close();
    Waiting.until(() -> isRefused(shop, "127.0.0.1"), refused -> !refused);
  }

  @Test
  void aTrustedProxyHasMore() throws Exception {
    TestShop shop = shop(PROXY, limits(1, 9, 9), this::see);
    for (int i = 0; i < 5; i++) {
      assertFalse(isRefused(shop, "127.0.0.1"));
    }
  }

  private boolean isRefused(TestShop shop, String from) {
    try {
      return ask(connect(shop, from), "") == 0;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void aHeadThatComesByTheByteIsNotWaitedFor() throws Exception {
    TestShop shop = shop(NO_PROXY, limits(9, 1, 60), this::see);
    assertTrue(closesOnTrickle(connect(shop, "127.0.0.1"), "GET /api/v1/bun"));
    assertTrue(closesOnTrickle(connect(shop, "127.0.0.1"), ASKED + "X-A: "));
    assertEquals(List.of(), seen);
  }

  @Test
  void norIsOneAfterAnAnswer() throws Exception {
    TestShop shop = shop(NO_PROXY, limits(9, 60, 1), this::see);
    Socket socket = connect(shop, "127.0.0.1");
    assertEquals(200, ask(socket, ""));
    assertTrue(closesOnTrickle(socket, ASKED + "X-A: "));
  }

  @Test
  void aBodyThatComesByTheByteIsNotWaitedFor() throws Exception {
    TestShop shop = shop(NO_PROXY, limits(9, 60, 60), this::see);
    Socket socket = connect(shop, "127.0.0.1");
    String head =
        """
        POST /api/v1/accounts HTTP/1.1
        Host: a
        Content-Type: application/json
        Content-Length: 60000

        """
            .replace("\n", "\r\n");
    assertTrue(closesOnTrickle(socket, head));
  }

  @Test
  void whoeverWaitsForTheShopIsNotSlow() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    TestShop shop = shop(NO_PROXY, limits(9, 3, 3), call -> waitFor(open));
    Socket patient = connect(shop, "127.0.0.1");
    send(patient, ASKED + "\r\n");
    for (int i = 0; i < 2; i++) {
      assertTrue(closesOnTrickle(connect(shop, "127.0.0.1"), "GET"));
    }
    open.countDown();
    assertEquals(200, answer(patient));
  }

  private static Reply waitFor(CountDownLatch open) {
    try {
      assertTrue(open.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
    return none();
  }
}
