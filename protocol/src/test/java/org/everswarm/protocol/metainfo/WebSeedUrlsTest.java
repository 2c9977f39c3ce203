package org.everswarm.protocol.metainfo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;

final class WebSeedUrlsTest {

  @Test
  void aSingleFileHasItsOwnUrl() throws MalformedMetainfo {
    Metainfo film = Torrents.parse(Torrents.singleFile().put("name", "a film #1?.mkv"));
    assertEquals(
        "http://node:6880/ws/TOKEN/a%20film%20%231%3F.mkv",
        WebSeedUrls.of("http://node:6880/ws", "TOKEN", film));
  }

  @Test
  void filesHaveADirectoryToWhichClientsAppend() throws MalformedMetainfo {
    Metainfo album = Torrents.parse(Torrents.files(List.of(List.of("a"))));
    assertEquals("http://node/ws/TOKEN/", WebSeedUrls.of("http://node/ws", "TOKEN", album));
    assertEquals("http://node/ws/TOKEN/", WebSeedUrls.of("http://node/ws/", "TOKEN", album));
  }

  @Test
  void aReceiptTokenGoesInAsItIs() {
    assertEquals("Az09-_", WebSeedUrls.encode("Az09-_"));
  }

  @Property
  void encodesAnyNameSoThatItDecodesToItself(
      @ForAll @CharRange(from = ' ', to = '\u3000') String name) {
    assertEquals("/" + name, URI.create("/" + WebSeedUrls.encode(name)).getPath());
  }

  @Test
  void encodesUtf8() {
    assertEquals("%E3%83%88", WebSeedUrls.encode("\u30c8"));
    assertEquals("%2F%25", WebSeedUrls.encode("/%"));
  }
}
