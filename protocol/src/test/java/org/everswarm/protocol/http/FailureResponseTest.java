package org.everswarm.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FailureResponseTest {

  @Test
  void tellsWhenToTryAgainInEveryWayThatAClientHeeds() {
    assertEquals(
        "d14:failure reason15:receipt revoked8:intervali1800e12:min intervali300e"
            + "8:retry ini30ee",
        written("receipt revoked", 1800, 300, 30));
  }

  @Test
  void tellsThatTryingAgainIsUseless() {
    assertEquals(
        "d14:failure reason20:unregistered torrent8:intervali1800e12:min intervali300e"
            + "8:retry in5:nevere",
        written("unregistered torrent", 1800, 300, FailureResponse.NEVER));
  }

  @Test
  void waitsAMinuteAtLeast() {
    assertEquals(
        "d14:failure reason0:8:intervali1e12:min intervali1e8:retry ini1ee", written("", 1, 1, 0));
  }

  @Property
  void isReadAsItWasWritten(
      @ForAll String reason, @ForAll @IntRange int interval, @ForAll @IntRange(min = 1) int retry) {
    ByteBuf out = Unpooled.buffer();
    FailureResponse.write(out, reason, interval, 7, retry);

    AnnounceReply reply = AnnounceReply.parse(ByteBufUtil.getBytes(out));

    assertNotNull(reply);
    String utf8 = new String(reason.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    assertEquals(utf8, reply.failure());
    assertEquals(interval, reply.intervalSeconds());
    assertEquals(7, reply.minIntervalSeconds());
    assertEquals(Integer.toString(retry), reply.retryIn());
    assertEquals(AnnounceReply.ABSENT, reply.seeders());
  }

  private static String written(String reason, int interval, int minInterval, int retry) {
    ByteBuf out = Unpooled.buffer();
    FailureResponse.write(out, reason, interval, minInterval, retry);
    return out.toString(StandardCharsets.ISO_8859_1);
  }
}
