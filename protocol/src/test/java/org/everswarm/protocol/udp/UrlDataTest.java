package org.everswarm.protocol.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlDataTest {

  private final byte[] out = new byte[600];

  @ParameterizedTest
  @CsvSource({
    // nothing, and the two zero bytes of aria2
    "'', ''",
    "0000, ''",
    // one piece, two pieces, an empty piece, no-operations between them
    "02036162 63, abc",
    "020161 020162 020163, abc",
    "0200, ''",
    "01 020161 01 01 02026263 01, abc",
    // an option of another kind is skipped
    "07020202 02036162 63, abc",
    "ff00 02036162 63, abc",
    // nothing counts after the end
    "02036162 63 00 020164, abc",
    "00 02ff, ''",
  })
  void readsOptions(String hex, String expected) {
    assertEquals(expected, read(hex.replace(" ", "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"02", "0201", "02036162", "020161 02", "07", "0701", "01 0a 05 00"})
  void refusesOptionsThatAreCutOff(String hex) {
    ByteBuf in = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
    assertEquals(UrlData.MALFORMED, UrlData.read(in, 0, in.writerIndex(), out));
  }

  @Property
  void readsWhatItWrites(@ForAll @AlphaChars @StringLength(max = 600) String url) {
    ByteBuf in = Unpooled.buffer().writeLong(0);
    UrlData.write(in, url);
    int length = UrlData.read(in, 8, in.writerIndex(), out);
    assertEquals(url, new String(out, 0, length, StandardCharsets.US_ASCII));
    assertEquals(0, in.readerIndex());
  }

  @Property
  void refusesWhatIsLongerThanTheRoomForIt(
      @ForAll @AlphaChars @StringLength(min = 1, max = 600) String url) {
    ByteBuf in = Unpooled.buffer();
    UrlData.write(in, url);
    byte[] room = new byte[url.length() - 1];
    assertEquals(UrlData.MALFORMED, UrlData.read(in, 0, in.writerIndex(), room));
  }

  @Property(tries = 20_000)
  void readsAnyBytesWithoutAnException(
      @ForAll @Size(max = 64) byte[] options, @ForAll @IntRange(max = 64) int from) {
    Assume.that(from <= options.length);
    byte[] before = options.clone();
    byte[] room = new byte[16];

    int length = UrlData.read(Unpooled.wrappedBuffer(options), from, options.length, room);

    assertTrue(length == UrlData.MALFORMED || (length >= 0 && length <= room.length));
    assertArrayEquals(before, options);
  }

  /** Bytes that look like options more often than chance makes them. */
  @Property(tries = 20_000)
  void readsNearlyGoodOptionsWithoutAnException(
      @ForAll @Size(max = 40) @IntRange(max = 4) int[] small) {
    byte[] options = new byte[small.length];
    for (int i = 0; i < small.length; i++) {
      options[i] = (byte) small[i];
    }
    byte[] room = new byte[8];
    int length = UrlData.read(Unpooled.wrappedBuffer(options), 0, options.length, room);
    assertTrue(length >= UrlData.MALFORMED && length <= room.length);
  }

  private String read(String hex) {
    ByteBuf in = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    Arrays.fill(out, (byte) '!');
    int length = UrlData.read(in, 0, in.writerIndex(), out);
    return new String(out, 0, length, StandardCharsets.US_ASCII);
  }
}
