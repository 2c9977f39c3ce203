package org.everswarm.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.SwarmCounts;
import org.junit.jupiter.api.Test;

class ScrapeResponseTest {

  private final ScrapeResponse response = new ScrapeResponse();

  @Test
  void writesSwarmsByInfoHashAndFlags() {
    InfoHash low = InfoHash.of("aaaaaaaaaaaaaaaaaaaa".getBytes(StandardCharsets.ISO_8859_1));
    InfoHash high = InfoHash.of("\u00FFaaaaaaaaaaaaaaaaaaa".getBytes(StandardCharsets.ISO_8859_1));
    response.add(high, new SwarmCounts(5, 6, 7, 7));
    response.add(low, new SwarmCounts(1, 2, 3, 4));
    assertEquals(
        "d5:filesd20:aaaaaaaaaaaaaaaaaaaad8:completei1e10:downloadedi2e11:downloadersi4e"
            + "10:incompletei3ee20:\u00FFaaaaaaaaaaaaaaaaaaad8:completei5e10:downloadedi6e"
            + "11:downloadersi7e10:incompletei7eee5:flagsd20:min_request_intervali900eee",
        text());
  }

  @Test
  void writesASwarmOnce() {
    response.add(new InfoHash(1, 2, 3), new SwarmCounts(1, 1, 1, 1));
    response.add(new InfoHash(1, 2, 3), new SwarmCounts(2, 2, 2, 2));
    assertEquals(Map.of(new InfoHash(1, 2, 3), new SwarmCounts(2, 2, 2, 2)), read().swarms());
  }

  @Test
  void forgetsWhatWasAdded() {
    response.add(new InfoHash(1, 2, 3), SwarmCounts.NONE);
    response.clear();
    assertEquals("d5:filesde5:flagsd20:min_request_intervali900eee", text());
  }

  /** The reader refuses keys that are not sorted by unsigned bytes. */
  @Property
  void isReadAsItWasWritten(@ForAll @Size(max = 20) Set<Long> words) {
    response.clear();
    Map<InfoHash, SwarmCounts> swarms = new HashMap<>();
    for (long word : words) {
      // Few first words, so that the second and the third decide as well.
      InfoHash hash = new InfoHash(word >> 62, word >> 60 & 7, (int) word);
      swarms.put(hash, new SwarmCounts((int) word >>> 1, 2, 9, 4));
      response.add(hash, swarms.get(hash));
    }
    ScrapeReply reply = read();
    assertEquals(swarms, reply.swarms());
    assertEquals(900, reply.minRequestIntervalSeconds());
  }

  private ScrapeReply read() {
    ScrapeReply reply = ScrapeReply.parse(ByteBufUtil.getBytes(written()));
    assertNotNull(reply);
    return reply;
  }

  private String text() {
    return written().toString(StandardCharsets.ISO_8859_1);
  }

  private ByteBuf written() {
    ByteBuf out = Unpooled.buffer();
    response.write(out, 900);
    return out;
  }
}
