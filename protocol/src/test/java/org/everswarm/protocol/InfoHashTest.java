package org.everswarm.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InfoHashTest {

  private static final String HEX = "000102030405060708090a0b0c0d0e0ff0f1f2f3";

  @Test
  void wordsAreBigEndian() {
    assertEquals(
        new InfoHash(0x0001020304050607L, 0x08090a0b0c0d0e0fL, 0xf0f1f2f3),
        InfoHash.fromHex(HEX).orElseThrow());
  }

  @Test
  void printsAsFortyLowerCaseDigits() {
    assertEquals(HEX, InfoHash.fromHex(HEX.toUpperCase(Locale.ROOT)).orElseThrow().hex());
    assertEquals(HEX, InfoHash.fromHex(HEX).orElseThrow().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "000102030405060708090a0b0c0d0e0ff0f1f2f",
        "000102030405060708090a0b0c0d0e0ff0f1f2f34",
        "000102030405060708090a0b0c0d0e0ff0f1f2fg",
        "000102030405060708090a0b0c0d0e0ff0f1f2 3"
      })
  void refusesAnythingButFortyHexadecimalDigits(String text) {
    assertEquals(Optional.empty(), InfoHash.fromHex(text));
    assertEquals(Optional.empty(), PeerId.fromHex(text));
  }

  @Property
  void bytesComeBackHoweverTheyWereRead(@ForAll @Size(20) byte[] bytes) {
    InfoHash hash = InfoHash.of(bytes);
    assertArrayEquals(bytes, hash.toBytes());
    assertEquals(Optional.of(hash), InfoHash.fromHex(hash.hex()));
    byte[] shifted = new byte[25];
    System.arraycopy(bytes, 0, shifted, 3, 20);
    assertEquals(hash, InfoHash.of(shifted, 3));
    assertEquals(hash, InfoHash.get(Unpooled.wrappedBuffer(shifted), 3));
  }

  @Property
  void aPeerIdKeepsItsBytesToo(@ForAll @Size(20) byte[] bytes) {
    PeerId id = PeerId.of(bytes);
    assertArrayEquals(bytes, id.toBytes());
    assertEquals(Optional.of(id), PeerId.fromHex(id.hex()));
    assertEquals(id, PeerId.get(Unpooled.wrappedBuffer(bytes), 0));
  }

  @Test
  void writesItsTwentyBytesToABuffer() {
    byte[] bytes = new byte[20];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (200 + i);
    }
    ByteBuf out = Unpooled.buffer();
    InfoHash.of(bytes).writeTo(out);
    PeerId.of(bytes).writeTo(out);
    byte[] written = new byte[out.readableBytes()];
    out.readBytes(written);
    assertEquals(40, written.length);
    assertArrayEquals(bytes, Arrays.copyOf(written, 20));
    assertArrayEquals(bytes, Arrays.copyOfRange(written, 20, 40));
  }

  @Test
  void refusesTooFewBytes() {
    assertThrows(IndexOutOfBoundsException.class, () -> InfoHash.of(new byte[19]));
    assertThrows(IndexOutOfBoundsException.class, () -> InfoHash.of(new byte[20], 1));
  }
}
