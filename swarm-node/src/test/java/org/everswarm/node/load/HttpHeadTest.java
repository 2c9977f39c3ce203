package org.everswarm.node.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HttpHeadTest {

  private final HttpHead head = new HttpHead();

  private int read(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return head.read(ByteBuffer.wrap(bytes), 0, bytes.length);
  }

  @Test
  void findsTheBody() {
    String text = "HTTP/1.1 200 OK\r\nServer: x\r\ncontent-LENGTH:  7 \r\n\r\n";
    assertEquals(text.length(), read(text + "d1:ai1ee"));
    assertEquals(200, head.status());
    assertEquals(7, head.bodyLength());
    assertEquals("200 OK", text.substring(head.statusFrom(), head.statusTo()));
  }

  @Test
  void isIncompleteUpToItsLastByte() {
    String text = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    for (int length = 0; length < text.length(); length++) {
      assertEquals(HttpHead.INCOMPLETE, read(text.substring(0, length)));
    }
    assertEquals(text.length(), read(text));
    assertEquals(404, head.status());
  }

  @Test
  void wantsALengthItCanUse() {
    assertEquals(HttpHead.MALFORMED, read("HTTP/1.1 200 OK\r\n\r\n"));
    assertEquals(HttpHead.MALFORMED, read("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"));
    assertEquals(
        HttpHead.MALFORMED, read("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"));
    assertEquals(HttpHead.MALFORMED, read("SMTP\r\nContent-Length: 5\r\n\r\n"));
    assertEquals(HttpHead.MALFORMED, read("x".repeat(10_000)));
  }

  @Property
  void takesAnyBytes(@ForAll byte[] noise) {
    byte[] start = "HTTP/1.1 200 OK\r\nContent-Length: ".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer in = ByteBuffer.allocate(start.length + noise.length).put(start).put(noise);
    assertTrue(head.read(in, 0, in.capacity()) <= in.capacity());
    assertTrue(head.read(in, start.length, in.capacity()) <= in.capacity());
  }
}
