package org.everswarm.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpReplyTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "i1e",
        "le",
        "d",
        "de ",
        "<html></html>",
        "d5:peers5:abcdee",
        "d6:peers617:abcdefghijklmnopqe",
        "d8:intervali1e8:completei1ee",
      })
  void refusesWhatIsNoAnnounceReply(String text) {
    assertNull(AnnounceReply.parse(bytes(text)));
  }

  @Test
  void takesWhatIsOfAnotherTypeForAbsent() {
    AnnounceReply reply =
        AnnounceReply.parse(
            bytes(
                "d8:complete1:x11:external ip5:abcde14:failure reasoni1e10:incompletei-1e"
                    + "8:intervali4294967296e5:peersle8:retry in5:nevere"));
    assertNotNull(reply);
    assertEquals(AnnounceReply.ABSENT, reply.seeders());
    assertEquals(AnnounceReply.ABSENT, reply.leechers());
    assertEquals(AnnounceReply.ABSENT, reply.intervalSeconds());
    assertNull(reply.externalAddress());
    assertNull(reply.failure());
    assertEquals("never", reply.retryIn());
  }

  @Test
  void readsAFailureOfAScrape() {
    ScrapeReply reply = ScrapeReply.parse(bytes("d14:failure reason2:noe"));
    assertNotNull(reply);
    assertEquals("no", reply.failure());
    assertEquals(Map.of(), reply.swarms());
    assertEquals(AnnounceReply.ABSENT, reply.minRequestIntervalSeconds());
  }

  @Test
  void skipsSwarmsThatAreNone() {
    ScrapeReply reply =
        ScrapeReply.parse(bytes("d5:filesd3:abcde20:zzzzzzzzzzzzzzzzzzzzi1ee5:flagslee"));
    assertNotNull(reply);
    assertEquals(Map.of(), reply.swarms());
    assertNull(ScrapeReply.parse(bytes("d5:files")));
  }

  @Property(tries = 10_000)
  void readsAnyReplyWithoutAnException(@ForAll("replies") String text) {
    AnnounceReply.parse(bytes(text));
    ScrapeReply.parse(bytes(text));
  }

  @Provide
  static Arbitrary<String> replies() {
    return Arbitraries.of(
            "d",
            "e",
            "l",
            "i1e",
            "i-1e",
            "i9223372036854775807e",
            "0:",
            "5:peers",
            "6:peers6",
            "6:abcdef",
            "5:files",
            "20:aaaaaaaaaaaaaaaaaaaa",
            "5:flags",
            "11:external ip",
            "4:abcd",
            "8:retry in",
            "5:never",
            "99999999999:",
            "8:complete",
            "\u00FF")
        .list()
        .ofMaxSize(12)
        .map(pieces -> "d" + String.join("", pieces) + "e");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
