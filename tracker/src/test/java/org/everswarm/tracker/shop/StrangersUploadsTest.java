package org.everswarm.tracker.shop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StrangersUploadsTest {

  private final RunningShop shop = new RunningShop(TestDatabases.SQLITE);

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void noTorrentIsReadOfSomebodyUnknown() throws IOException {
    assertTrue(begun("").startsWith("HTTP/1.1 401 "));
    assertTrue(begun("Authorization: Bearer key_none\r\n").startsWith("HTTP/1.1 401 "));
  }

  /** The answer to an upload of which nothing but the head was sent. */
  private String begun(String header) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), shop.port())) {
      socket.setSoTimeout(20_000);
      String head =
          "PUT /api/v1/publishers/%s/bundles/%s/items/%s/torrent HTTP/1.1\r\nHost: a\r\n%s"
                  .formatted(of("publisherId"), of("bundleId"), of("itemId"), header)
              + "Content-Type: application/x-bittorrent\r\nContent-Length: 10485760\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private String of(String name) {
    return shop.known(name).orElseThrow();
  }
}
