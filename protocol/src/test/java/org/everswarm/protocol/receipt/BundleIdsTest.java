package org.everswarm.protocol.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleIdsTest {

  @Property
  void readsWhatItWrites(@ForAll long id) {
    assertEquals(OptionalLong.of(id), BundleIds.parse(BundleIds.hex(id)));
  }

  @Test
  void writesSixteenDigitsAndReadsEitherCase() {
    assertEquals("00000000000000ab", BundleIds.hex(0xAB));
    assertEquals("ffffffffffffffff", BundleIds.hex(-1));
    assertEquals(OptionalLong.of(-2), BundleIds.parse("FFFFfffffffffffe"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "00000000000000a",
        "000000000000000ab",
        "+000000000000001",
        "-000000000000001",
        "0x00000000000001",
        "000000000000000g",
        "000000000000000\u0661",
      })
  void refusesAnythingElse(String text) {
    assertEquals(OptionalLong.empty(), BundleIds.parse(text));
  }
}
