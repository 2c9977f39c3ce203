package org.everswarm.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.everswarm.protocol.InfoHash;
import org.junit.jupiter.api.Test;

class ScrapeQueryTest {

  private static final String ONE = "info_hash=12345678901234567890";
  private static final String TWO = "info_hash=%00%01%02%03%04%05%06%07%08%09abcdefghij";
  private static final InfoHash HASH1 =
      InfoHash.of("12345678901234567890".getBytes(StandardCharsets.US_ASCII));

  private final ScrapeQuery query = new ScrapeQuery();

  @Test
  void readsRepeatedInfoHashesInTheirOrder() {
    assertNull(query.parse("/scrape?" + TWO + "&" + ONE + "&x=1&" + TWO, 3));
    List<String> hashes = query.infoHashes().stream().map(InfoHash::hex).toList();
    String two = "000102030405060708096162636465666768696a";
    assertEquals(List.of(two, HASH1.hex(), two), hashes);
  }

  @Test
  void refusesMoreThanItMayAndTellsTransmissionInItsWords() {
    String refusal = query.parse("/scrape?" + ONE + "&" + TWO, 1);
    assertEquals("too many info_hash: GET string too long", refusal);
  }

  @Test
  void refusesToScrapeEverything() {
    assertEquals("missing info_hash", query.parse("/scrape", 74));
    assertEquals("missing info_hash", query.parse("/scrape?receipt=x", 74));
  }

  @Test
  void refusesABrokenInfoHash() {
    assertEquals("invalid info_hash", query.parse("/scrape?" + ONE + "&info_hash=%", 74));
    assertEquals("invalid info_hash", query.parse("/scrape?info_hash=", 74));
  }

  @Test
  void carriesAReceiptInEveryForm() {
    for (String form : List.of("/scrape?receipt=T&", "/scrape/T?", "/T/scrape?")) {
      assertNull(query.parse(form.replace("T", Tokens.ONE.text()) + ONE, 74));
      assertEquals(Tokens.ONE, query.receipt());
    }
    assertNull(query.parse("/scrape/x?" + ONE, 74));
    assertTrue(query.receiptMalformed());
    assertNull(query.receipt());
  }

  @Test
  void forgetsWhatItReadBefore() {
    assertNull(query.parse("/scrape?" + TWO, 74));
    assertNull(query.parse("/scrape?" + ONE, 74));
    assertEquals(List.of(HASH1), query.infoHashes());
  }

  @Property
  void readsAnyTextWithoutAnException(@ForAll String text) {
    query.parse(text, 2);
    String refusal = query.parse("/scrape?" + ONE + "&" + text, 2);
    assertTrue(refusal != null || !query.infoHashes().isEmpty());
  }
}
