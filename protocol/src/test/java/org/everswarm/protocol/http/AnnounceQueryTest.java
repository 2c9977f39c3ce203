package org.everswarm.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.everswarm.protocol.AnnounceEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnounceQueryTest {

  private static final String HASH = "info_hash=%3c*%b8%25N%7c%e0S%82%8b%14c%91Ch%aawbH%ec";
  private static final String PEER = "peer_id=-TR3000-abcdefghijkl";
  private static final String GOOD = "/announce?" + HASH + "&" + PEER + "&port=6881";

  private final AnnounceQuery query = new AnnounceQuery();

  @Test
  void readsAnAnnounceOfLibtorrent() {
    assertNull(
        query.parse(
            "/announce?receipt="
                + Tokens.ONE.text()
                + "&"
                + HASH
                + "&peer_id=-qB4520-_SWpKk53noYC&port=19081&uploaded=1&downloaded=2&left=16384"
                + "&corrupt=0&key=1AA0C19F&event=started&numwant=200&compact=1&no_peer_id=1"
                + "&supportcrypto=1&redundant=0&ipv4=203.0.113.9"));
    assertEquals("3c2ab8254e7ce053828b1463914368aa776248ec", query.infoHash().hex());
    assertEquals("2d7142343532302d5f5357704b6b35336e6f5943", query.peerId().hex());
    assertEquals(19081, query.port());
    assertEquals(1, query.uploaded());
    assertEquals(2, query.downloaded());
    assertEquals(16384, query.left());
    assertEquals(AnnounceEvent.STARTED, query.event());
    assertEquals(200, query.numWant());
    assertNull(query.trackerId());
    assertFalse(query.receiptMalformed());
    assertEquals(Tokens.ONE, query.receipt());
  }

  @Test
  void readsAnAnnounceOfAria2() {
    assertNull(
        query.parse(
            "/announce?"
                + HASH
                + "&peer_id=A2-1-36-0-%F7%40a%7C%B6%00V%D2%9CF&uploaded=0"
                + "&downloaded=0&left=16384&compact=1&key=a%7C%B6%00V%D2%9CF&numwant=0"
                + "&no_peer_id=1&port=26881&event=stopped&supportcrypto=1&trackerid=abc"));
    assertEquals("41322d312d33362d302df740617cb60056d29c46", query.peerId().hex());
    assertEquals(26881, query.port());
    assertEquals(AnnounceEvent.STOPPED, query.event());
    assertEquals(0, query.numWant());
    assertEquals("abc", query.trackerId());
    assertNull(query.receipt());
    assertFalse(query.receiptMalformed());
  }

  @Test
  void assumesLittleOfWhoSaysLittle() {
    assertNull(query.parse(GOOD));
    assertEquals(0, query.uploaded());
    assertEquals(0, query.downloaded());
    assertEquals(Long.MAX_VALUE, query.left());
    assertEquals(AnnounceEvent.NONE, query.event());
    assertEquals(-1, query.numWant());
  }

  @ParameterizedTest
  @CsvSource({
    "started, STARTED",
    "stopped, STOPPED",
    "completed, COMPLETED",
    "paused, PAUSED",
    "'', NONE",
    "Started, NONE",
    "start, NONE",
    "startedx, NONE",
    "%73tarted, NONE",
    "1, NONE",
  })
  void takesAnUnknownEventForNone(String event, AnnounceEvent expected) {
    assertNull(query.parse(GOOD + "&event=" + event));
    assertEquals(expected, query.event());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "007, 7",
    "9223372036854775807, 9223372036854775807",
    "9223372036854775808, 9223372036854775807",
    "99999999999999999999999999, 9223372036854775807",
    "-1, 9223372036854775807",
    "'', 9223372036854775807",
    "x, 9223372036854775807",
    "1.5, 9223372036854775807",
    "+1, 9223372036854775807",
    "\u0661, 9223372036854775807",
  })
  void clampsWhatIsLeftAndTakesNoNumberForUnknown(String text, long left) {
    assertNull(query.parse(GOOD + "&left=" + text));
    assertEquals(left, query.left());
  }

  @ParameterizedTest
  @CsvSource({"5, 5", "-1, 0", "x, 0", "99999999999999999999, 9223372036854775807"})
  void clampsTraffic(String text, long bytes) {
    assertNull(query.parse(GOOD + "&uploaded=" + text + "&downloaded=" + text));
    assertEquals(bytes, query.uploaded());
    assertEquals(bytes, query.downloaded());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "50, 50",
    "-1, -1",
    "-50, -1",
    "x, -1",
    "'', -1",
    "2147483648, 2147483647",
    "18446744073709551615, 2147483647"
  })
  void takesANegativeNumwantForNone(String text, int numWant) {
    assertNull(query.parse(GOOD + "&numwant=" + text));
    assertEquals(numWant, query.numWant());
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "65535, 65535", "06881, 6881"})
  void takesEveryPort(String text, int port) {
    assertNull(query.parse(GOOD + "&port=" + text));
    assertEquals(port, query.port());
  }

  @ParameterizedTest
  @CsvSource({"0", "65536", "-1", "x", "''", "4294974177", "18446744073709551617"})
  void refusesOtherPorts(String text) {
    assertEquals("invalid port", query.parse(GOOD + "&port=" + text));
  }

  @Test
  void refusesAnAnnounceWithoutPortUnlessItStops() {
    String portless = "/announce?" + HASH + "&" + PEER;
    assertEquals("missing port", query.parse(portless));
    assertEquals("missing port", query.parse(portless + "&event=started"));
    assertNull(query.parse(portless + "&event=stopped"));
    assertEquals(0, query.port());
    assertNull(query.parse(portless + "&port=0&event=stopped"));
    assertEquals(0, query.port());
    assertEquals("invalid port", query.parse(portless + "&port=70000&event=stopped"));
  }

  @Test
  void refusesAnAnnounceWithoutIdentity() {
    assertEquals("missing info_hash", query.parse("/announce"));
    assertEquals("missing info_hash", query.parse("/announce?" + PEER + "&port=1"));
    assertEquals("missing peer_id", query.parse("/announce?" + HASH + "&port=1"));
    assertEquals("invalid info_hash", query.parse("/announce?info_hash=short&" + PEER));
    assertEquals("invalid info_hash", query.parse("/announce?info_hash&" + PEER));
    assertEquals("invalid info_hash", query.parse("/announce?info_hash=" + "a".repeat(40)));
    assertEquals("invalid peer_id", query.parse("/announce?" + HASH + "&peer_id=%zz"));
  }

  @Test
  void refusesASecondInfoHash() {
    assertEquals("more than one info_hash", query.parse(GOOD + "&" + HASH));
  }

  @Test
  void takesTheLastOfWhatIsRepeatedBecauseClientsAppend() {
    assertNull(
        query.parse("/announce?port=1&left=0&event=stopped&" + GOOD.substring(10) + "&left=5"));
    assertEquals(6881, query.port());
    assertEquals(5, query.left());
  }

  @Test
  void ignoresAddressesThatAreClaimed() {
    assertNull(query.parse(GOOD));
    String plain = state();
    assertNull(query.parse(GOOD + "&ip=10.0.0.1&ipv4=10.0.0.1:5&ipv6=%5B::1%5D:5"));
    assertEquals(plain, state());
  }

  @Test
  void dropsATrackerIdThatIsTooLong() {
    assertNull(query.parse(GOOD + "&trackerid=" + "a".repeat(64)));
    assertEquals("a".repeat(64), query.trackerId());
    assertNull(query.parse(GOOD + "&trackerid=" + "a".repeat(65)));
    assertNull(query.trackerId());
  }

  @Test
  void keepsAMalformedReceiptApartFromTheRest() {
    assertNull(query.parse(GOOD + "&receipt=broken"));
    assertTrue(query.receiptMalformed());
    assertNull(query.receipt());
  }

  @Test
  void forgetsWhatItReadBefore() {
    assertNull(query.parse(GOOD));
    String plain = state();
    query.parse(
        "/"
            + Tokens.ONE.text()
            + "/announce?info_hash=12345678901234567890&peer_id=12345678901234567890&port=9"
            + "&left=1&uploaded=2&downloaded=3&numwant=4&event=paused&trackerid=x");
    assertNotEquals(plain, state());
    assertNull(query.parse(GOOD));
    assertEquals(plain, state());
  }

  @Test
  void readsATargetThatWasParsedBefore() {
    RequestTarget target = new RequestTarget();
    target.parse("/announce/" + Tokens.ONE.text() + GOOD.substring(9));
    assertNull(query.parse(target));
    assertEquals(Tokens.ONE, query.receipt());
    assertEquals(6881, query.port());
  }

  @Test
  void hasNothingToTellOfARefusedAnnounce() {
    assertEquals("missing info_hash", query.parse("/announce"));
    assertThrows(IllegalStateException.class, query::infoHash);
    assertThrows(IllegalStateException.class, query::peerId);
  }

  @Property(tries = 10_000)
  void readsAnyQueryWithoutAnException(@ForAll("queries") String text) {
    String refusal = query.parse(text);
    if (refusal == null) {
      assertEquals(20, query.infoHash().toBytes().length);
      assertTrue(query.port() > 0 || query.event() == AnnounceEvent.STOPPED);
      assertTrue(query.left() >= 0 && query.uploaded() >= 0 && query.downloaded() >= 0);
      assertTrue(query.numWant() >= -1);
    } else {
      assertTrue(refusal.matches("(missing|invalid|more than one) [a-z_]+"));
    }
  }

  @Property
  void readsAnyTextWithoutAnException(@ForAll String text) {
    query.parse(text);
    query.parse("/announce?" + text);
  }

  @Provide
  static Arbitrary<String> queries() {
    Arbitrary<String> names =
        Arbitraries.of(
            HASH,
            PEER,
            "port=",
            "left=",
            "uploaded=",
            "downloaded=",
            "numwant=",
            "event=stopped",
            "event=",
            "trackerid=",
            "receipt=",
            "info_hash=",
            "peer_id=",
            "ip=",
            "",
            "=",
            "port");
    Arbitrary<String> values =
        Arbitraries.oneOf(
            Arbitraries.just(""),
            Arbitraries.strings()
                .withChars("%0123456789abcdefg&=+-/?#\u00FF\u0100")
                .ofMaxLength(24),
            Arbitraries.longs().map(String::valueOf),
            Arbitraries.bigIntegers().map(String::valueOf));
    return names
        .flatMap(name -> values.map(value -> name.length() > 14 ? name : name + value))
        .list()
        .ofMaxSize(8)
        .map(pairs -> "/announce?" + String.join("&", pairs));
  }

  private String state() {
    return String.join(
        " ",
        query.infoHash().hex(),
        query.peerId().hex(),
        query.event().name(),
        query.port() + " " + query.left() + " " + query.uploaded() + " " + query.downloaded(),
        query.numWant() + " " + query.trackerId() + " " + query.receiptMalformed(),
        String.valueOf(query.receipt() == null));
  }
}
