package org.everswarm.node.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;

/** A web seed, and sockets that speak HTTP to it as the test wants. */
abstract class WithWebSeed {

  static final int LARGE = (16 << 20) + 12_345;

  final Path directory;
  final WebFixture web;

  WithWebSeed(Path directory) throws Exception {
    this.directory = directory;
    this.web = new WebFixture(directory);
  }

  @AfterEach
  void close() {
    web.close();
  }

  void assertRefused(int status, String reason, HttpResponse<byte[]> response) {
    String body = new String(response.body(), US_ASCII);
    assertEquals(status, response.statusCode(), body);
    assertTrue(body.contains(reason), body);
    assertTrue(body.length() < 120);
    assertEquals(
        "text/plain; charset=utf-8", response.headers().firstValue("content-type").orElse(""));
    assertEquals(0, web.counters.servedBytes());
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        break;
      }
      head.append((char) c);
    }
    return head.toString();
  }
}
