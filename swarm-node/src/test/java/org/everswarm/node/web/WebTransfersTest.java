package org.everswarm.node.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.everswarm.node.admission.Revoked;
import org.everswarm.node.store.Content;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.control.Deny;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends a transfer of a web seed as it goes on. */
class WebTransfersTest extends WithWebSeed {

  WebTransfersTest(@TempDir Path directory) throws Exception {
    super(directory);
  }

  /** Starts a download of which only the head and some bytes are taken. */
  private Socket stalled(String target, String range) throws IOException {
    Socket socket = web.connect();
    write(socket, "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + range + "\r\n");
    assertTrue(readHead(socket.getInputStream()).startsWith("HTTP/1.1 20"));
    assertEquals(1000, socket.getInputStream().readNBytes(1000).length);
    return socket;
  }

  /** Waits until the other end closes, whatever still comes. */
  private static void assertCutOff(Socket socket, int expectedBytes) throws IOException {
    long got = 0;
    byte[] buffer = new byte[1 << 16];
    try {
      for (int n = 0; n >= 0; n = socket.getInputStream().read(buffer)) {
        got += n;
      }
    } catch (SocketException reset) {
      // A reset is as closed as can be.
    }
    assertTrue(got < expectedBytes - 1000, "all of it came");
  }

  /** While nothing is read: whoever reads may have had all before it ends. */
  private void awaitCuts(int count) throws InterruptedException {
    WebFixture.until(() -> web.counters.requests(WebResult.CUT) == count);
  }

  private void deny(Content content, long stamp, String reason) {
    web.denials.take(List.of(new Deny.Word(content.torrent().infoHash(), stamp, reason)));
  }

  @Test
  void aDeniedTorrentIsServedToNobodyAndTheReasonIsToldToWhoMayKnowOfIt() throws Exception {
    Content film = Content.file(directory, "film", 1000);
    Content preview = Content.file(directory, "preview", 1000);
    Content other = Content.file(directory, "other", 1000);
    web.hold(film, Gate.PAID);
    web.hold(preview, Gate.FREE);
    web.hold(other, Gate.PAID);
    deny(film, 5, "taken down: 7/2026");
    deny(preview, 5, "taken down: 8/2026");
    String owner =
        web.signer.sign(WebFixture.BUNDLE, 9, web.hours() + 1, ReceiptKind.PUBLISHER).text();
    String hash = preview.torrent().infoHash().hex();
    assertRefused(451, "taken down: 7/2026", web.get(web.target(web.receipt(1), film)));
    assertRefused(451, "taken down: 7/2026", web.get(web.target(owner, film)));
    assertRefused(451, "taken down: 8/2026", web.get(web.target(hash, preview)));
    assertRefused(403, "malformed", web.get(web.target("nothing", film)));
    assertEquals(3, web.counters.requests(WebResult.DENIED));
    assertArrayEquals(other.bytes(), web.get(web.target(owner, other)).body());

    deny(film, 4, "");
    assertEquals(451, web.get(web.target(owner, film)).statusCode(), "an earlier word");
    deny(film, 6, "");
    assertArrayEquals(film.bytes(), web.get(web.target(owner, film)).body());
  }

  @Test
  void aDenialEndsATransferAsItGoesOn() throws Exception {
    Content film = Content.file(directory, "film", LARGE);
    Content preview = Content.file(directory, "preview", LARGE);
    web.hold(film, Gate.PAID);
    web.hold(preview, Gate.FREE);
    String hash = preview.torrent().infoHash().hex();
    try (Socket paid = stalled(web.target(web.receipt(5), film), "");
        Socket free = stalled(web.target(hash, preview), "")) {
      deny(preview, 5, "x");
      awaitCuts(1);
      assertCutOff(free, LARGE);
      deny(film, 5, "x");
      awaitCuts(2);
      assertCutOff(paid, LARGE);
    }
  }

  @Test
  void aRevokedReceiptEndsAStreamedTransfer() throws Exception {
    Content film = Content.file(directory, "film", LARGE);
    web.hold(film, Gate.PAID);
    try (Socket socket = stalled(web.target(web.receipt(5), film), "")) {
      web.receipts.revoke(Revoked.forEver(5L));
      awaitCuts(1);
      assertCutOff(socket, LARGE);
    }
  }

  @Test
  void aRevokedReceiptEndsAKernelTransferOfAStuckClient() throws Exception {
    Content film = Content.file(directory, "film", LARGE);
    web.hold(film, Gate.PAID);
    String target = web.target(web.receipt(5), film);
    web.get(target);
    try (Socket socket = stalled(target, "Range: bytes=0-16777215\r\n")) {
      Thread.sleep(300);
      web.receipts.revoke(Revoked.forEver(5L));
      // The other one is of the client that made the transfer a kernel's.
      WebFixture.until(() -> web.counters.connections() <= 1);
      assertCutOff(socket, 16 << 20);
    }
  }

  @Test
  void anIdleConnectionThatLivedOnARevokedReceiptIsClosed() throws Exception {
    Content film = Content.file(directory, "film", 1000);
    web.hold(film, Gate.PAID);
    try (Socket socket = web.connect()) {
      write(socket, "GET " + web.target(web.receipt(5), film) + " HTTP/1.1\r\nHost: x\r\n\r\n");
      readHead(socket.getInputStream());
      socket.getInputStream().readNBytes(1000);
      web.receipts.revoke(Revoked.forEver(5L));
      assertEquals(-1, socket.getInputStream().read());
    }
  }

  @Test
  void aReceiptThatExpiresEndsItsTransfer() throws Exception {
    Content film = Content.file(directory, "film", LARGE);
    web.hold(film, Gate.PAID);
    try (Socket socket = stalled(web.target(web.receipt(5), film), "")) {
      web.now = web.now.plus(Duration.ofHours(12));
      awaitCuts(1);
      assertCutOff(socket, LARGE);
    }
  }

  @Test
  void aClientThatGoesAwayLeavesNothingBehind() throws Exception {
    Content film = Content.file(directory, "film", LARGE);
    web.hold(film, Gate.PAID);
    for (int i = 0; i < 10; i++) {
      stalled(web.target(web.receipt(5), film), "").close();
      stalled(web.target(web.receipt(5), film), "Range: bytes=0-8000000\r\n").close();
    }
    web.awaitNothingInFlight();
    assertArrayEquals(film.bytes(), web.get(web.target(web.receipt(5), film)).body());
  }

  @Test
  void contentThatIsWrongOrGoneIsNotServed() throws Exception {
    Content film = Content.file(directory, "film", 10 * Content.PIECE);
    web.hold(film, Gate.PAID);
    String target = web.target(web.receipt(1), film);
    byte[] bad = film.bytes().clone();
    bad[0] ^= 1;
    Content.write(film.path(), bad);
    assertRefused(503, "not available", web.get(target));
    assertArrayEquals(
        film.slice(Content.PIECE, 100), web.get(target, "Range", "bytes=16384-16483").body());
    Files.delete(film.path());
    assertEquals(503, web.get(target, "Range", "bytes=16384-16483").statusCode());
    Content.write(film.path(), film.bytes());
    assertArrayEquals(film.bytes(), web.get(target).body());
  }

  @Test
  void aFileReplacedInTheMiddleYieldsNoWrongByte() throws Exception {
    Content film = Content.file(directory, "film", LARGE);
    web.hold(film, Gate.PAID);
    String target = web.target(web.receipt(1), film);
    for (String range : new String[] {"", "Range: bytes=0-16777215\r\n"}) {
      Content.write(film.path(), film.bytes());
      web.get(target);
      try (Socket socket = stalled(target, range)) {
        Path other = Content.write(directory.resolve("other"), Content.random("x", LARGE));
        Files.move(other, film.path(), StandardCopyOption.ATOMIC_MOVE);
        byte[] rest = new byte[LARGE];
        int got = readUntilClosed(socket, rest, range.isEmpty() ? LARGE - 1000 : (16 << 20) - 1000);
        assertArrayEquals(film.slice(1000, got), Arrays.copyOf(rest, got));
      }
    }
  }

  private static int readUntilClosed(Socket socket, byte[] into, int most) throws IOException {
    int got = 0;
    try {
      for (int n = 0; n >= 0 && got < most; got += n) {
        n = socket.getInputStream().read(into, got, most - got);
        if (n < 0) {
          break;
        }
      }
    } catch (SocketException reset) {
      return got;
    }
    return got;
  }
}
