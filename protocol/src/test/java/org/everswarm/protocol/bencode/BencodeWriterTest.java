package org.everswarm.protocol.bencode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class BencodeWriterTest {

  @Test
  void writesEveryKindOfValue() {
    BDict dict =
        BDict.builder()
            .put("list", new BList(List.of(new BInt(-1), BString.of("\u00e9"))))
            .put("int", Long.MIN_VALUE)
            .put("empty", new byte[0])
            .build();
    assertEquals(
        "d5:empty0:3:inti-9223372036854775808e4:listli-1e2:\u00e9ee",
        text(BencodeWriter.write(dict)));
  }

  @Test
  void sortsKeysByBytesNotByLength() {
    BDict dict = BDict.builder().put("b", 1).put("aa", 2).put("a", 3).put("B", 4).build();
    assertEquals("d1:Bi4e1:ai3e2:aai2e1:bi1ee", text(BencodeWriter.write(dict)));
  }

  @Test
  void putsEncodedValuesInAsTheyAre() {
    TreeMap<BString, byte[]> values = new TreeMap<>();
    values.put(BString.of("b"), "d1:z0:1:a0:e".getBytes(UTF_8));
    values.put(BString.of("a"), "i1e".getBytes(UTF_8));
    assertEquals("d1:ai1e1:bd1:z0:1:a0:ee", text(BencodeWriter.writeDict(values)));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
