package org.everswarm.node.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HttpBodyTest {

  private final HttpBody body = new HttpBody();

  private boolean read(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return body.read(ByteBuffer.wrap(bytes), 0, bytes.length);
  }

  @Test
  void countsCompactPeersOfBothFamilies() {
    String peers = "d8:completei-5e5:peers12:" + "e".repeat(12) + "6:peers618:" + "d".repeat(18);
    assertTrue(read(peers + "e"));
    assertEquals(3, body.items());
    assertFalse(body.failure());
  }

  @Test
  void countsTheSwarmsOfAScrape() {
    String swarm = "20:" + "h".repeat(20) + "d8:completei1e10:downloadedi2ee";
    assertTrue(read("d5:filesd" + swarm + swarm + "e5:flagsd3:minli1eeee"));
    assertEquals(2, body.items());
  }

  @Test
  void findsWhyNot() {
    String text = "d14:failure reason7:go away8:intervali60ee";
    assertTrue(read(text));
    assertTrue(body.failure());
    assertEquals("go away", text.substring(body.failureFrom(), body.failureTo()));
  }

  @Test
  void refusesWhatIsNoDictionary() {
    assertFalse(read(""));
    assertFalse(read("le"));
    assertFalse(read("d5:peers12:abce"));
    assertFalse(read("d1:a" + "l".repeat(10_000)));
    assertFalse(read("d99999999:"));
  }

  @Property
  void takesAnyBytes(@ForAll byte[] noise) {
    ByteBuffer in = ByteBuffer.allocate(noise.length + 1).put((byte) 'd').put(noise);
    body.read(in, 0, in.capacity());
    assertTrue(body.items() >= 0);
  }

  @Property
  void takesAReplyWithABrokenByte(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes =
        ("d5:filesd2:hhd1:ai1eee5:peers12:" + "e".repeat(12) + "e")
            .getBytes(StandardCharsets.US_ASCII);
    bytes[random.nextInt(bytes.length)] = (byte) "0123456789dlie:-".charAt(random.nextInt(16));
    body.read(ByteBuffer.wrap(bytes), 0, bytes.length);
    assertTrue(body.items() >= 0);
  }

  @Property
  void readsWhatTheYardstickSays(
      @ForAll @IntRange(min = HttpHello.BYTES_MIN, max = 2_000) int bytes) {
    byte[] hello = HttpHello.body(bytes);
    assertEquals(bytes, hello.length);
    assertTrue(body.read(ByteBuffer.wrap(hello), 0, bytes));
    assertEquals((bytes - 29) / 6.0, body.items(), 1.0);
  }
}
