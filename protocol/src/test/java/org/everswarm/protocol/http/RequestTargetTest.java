package org.everswarm.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.everswarm.protocol.http.RequestTarget.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

  private static final String T = Tokens.ONE.text();
  private static final String OTHER = Tokens.OTHER.text();

  private final RequestTarget target = new RequestTarget();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/announce?receipt=T",
        "/announce/T",
        "/T/announce",
        "announce?receipt=T",
        "announce/T",
        "T/announce",
        "//announce//?receipt=T",
        "/announce/T/",
        "/T/announce/",
        "/announce?receipt=T&info_hash=x",
        "/announce?x=1&receipt=T",
        "/announce?&&receipt=T&",
        "/announce/T?receipt=T",
        "/T/announce?info_hash=x&receipt=T",
        "/announce?receipt=T&receipt=T",
        "http://tracker.example/announce?receipt=T",
        "https://tracker.example:443/T/announce",
      })
  void findsTheReceiptOfAnAnnounceInEveryForm(String form) {
    String announce = form.replace("T", T);
    assertCarries(Kind.ANNOUNCE, announce);
    assertCarries(Kind.SCRAPE, announce.replace("announce", "scrape"));
  }

  @ParameterizedTest
  @CsvSource({
    "/announce, ANNOUNCE",
    "/announce?, ANNOUNCE",
    "/announce/, ANNOUNCE",
    "announce, ANNOUNCE",
    "/scrape?info_hash=x, SCRAPE",
    "/announce?receipts=1&Receipt=2&xreceipt=3, ANNOUNCE",
    "'', OTHER",
    "/, OTHER",
    "?, OTHER",
    "//, OTHER",
    "*, OTHER",
    "/announces, OTHER",
    "/Announce, OTHER",
    "/announce.php, OTHER",
    "/x, OTHER",
    "/x/y, OTHER",
    "/x/announce/y, OTHER",
    "/x/y/announce, OTHER",
    "http://announce, OTHER",
    "http://announce/x, OTHER",
    "https://, OTHER",
  })
  void knowsATargetWithoutAReceipt(String text, Kind kind) {
    assertEquals(kind, target.parse(text));
    assertEquals(kind, target.kind());
    assertNull(target.receipt());
    assertFalse(target.receiptMalformed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/announce?receipt=",
        "/announce?receipt",
        "/announce?receipt=x",
        "/announce/x",
        "/x/announce",
        "/announce/announce",
        "/announce/T/x",
        "/announce?receipt=Tx",
        "/announce?receipt=T=",
        "/announce?receipt=%T",
        "/announce?receipt=T%3D",
        "/announce/T?receipt=U",
        "/announce/T?receipt=",
        "/announce?receipt=T&receipt=U",
        "/announce?receipt=T&receipt=U&receipt=T",
        "/announce?receipt=x&receipt=T",
        "/x/announce?receipt=T",
      })
  void takesOneReadableReceiptOrNone(String form) {
    assertEquals(Kind.ANNOUNCE, target.parse(form.replace("T", T).replace("U", OTHER)));
    assertTrue(target.receiptMalformed());
    assertNull(target.receipt());
  }

  @Test
  void findsAReceiptInTheQueryOfAnyPath() {
    assertCarries(Kind.OTHER, "/?receipt=" + T);
    assertCarries(Kind.OTHER, "?receipt=" + T);
  }

  @Test
  void readsAsciiBytes() {
    byte[] bytes = ("xx/announce?receipt=" + T + "x").getBytes(StandardCharsets.US_ASCII);
    assertEquals(Kind.ANNOUNCE, target.parseAscii(bytes, 2, bytes.length - 1));
    assertEquals(Tokens.ONE, target.receipt());
  }

  @Test
  void forgetsWhatItReadBefore() {
    target.parse("/announce?receipt=" + T);
    target.parse("/announce");
    assertNull(target.receipt());
    target.parse("/announce?receipt=x");
    target.parse("/announce");
    assertFalse(target.receiptMalformed());
  }

  @Property
  void readsAnyTargetWithoutAnException(@ForAll String any) {
    target.parse(any);
    assertFalse(target.receiptMalformed() && target.receipt() != null);
  }

  @Property(tries = 5_000)
  void readsNearlyGoodTargetsWithoutAnException(@ForAll("pieces") String pieces) {
    target.parse(pieces);
    assertFalse(target.receiptMalformed() && target.receipt() != null);
  }

  @Provide
  static Arbitrary<String> pieces() {
    return Arbitraries.of(
            "/",
            "?",
            "&",
            "=",
            "%",
            "announce",
            "scrape",
            "receipt",
            T,
            OTHER,
            "x",
            "http://",
            "\u20AC")
        .list()
        .ofMaxSize(9)
        .map(pieces -> String.join("", pieces));
  }

  private void assertCarries(Kind kind, String text) {
    assertEquals(kind, target.parse(text), text);
    assertFalse(target.receiptMalformed(), text);
    assertEquals(Tokens.ONE, target.receipt(), text);
  }
}
