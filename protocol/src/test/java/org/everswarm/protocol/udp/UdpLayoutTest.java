package org.everswarm.protocol.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.PeerId;
import org.junit.jupiter.api.Test;

class UdpLayoutTest {

  /** A whole announce of libtorrent 2.0 with URL data, as it was on the wire. */
  private static final String LIBTORRENT =
      "1122334455667788"
          + "00000001"
          + "68deab82"
          + "3c2ab8254e7ce053828b1463914368aa776248ec"
          + "2d7142343532302d5f5357704b6b35336e6f5943"
          + "0000000000000000"
          + "0000000000004000"
          + "0000000000000000"
          + "00000002"
          + "00000000"
          + "1aa0c19f"
          + "000000c8"
          + "4a89"
          + "021a"
          + "2f616e6e6f756e63653f726563656970743d544f4b454e2d5f78";

  private final ByteBuf announce =
      Unpooled.wrappedBuffer(new byte[3], ByteBufUtil.decodeHexDump(LIBTORRENT));

  @Test
  void readsAnAnnounceOfLibtorrentInPlace() {
    assertEquals(0x1122334455667788L, UdpLayout.connectionId(announce, 3));
    assertEquals(UdpLayout.ACTION_ANNOUNCE, UdpLayout.action(announce, 3));
    assertEquals(0x68deab82, UdpLayout.transactionId(announce, 3));
    InfoHash hash =
        new InfoHash(
            UdpLayout.hash0(announce, 3),
            UdpLayout.hash1(announce, 3),
            UdpLayout.hash2(announce, 3));
    assertEquals("3c2ab8254e7ce053828b1463914368aa776248ec", hash.hex());
    assertEquals(
        "2d7142343532302d5f5357704b6b35336e6f5943",
        PeerId.get(announce, UdpLayout.peerIdIndex(3)).hex());
    assertEquals(0, UdpLayout.downloaded(announce, 3));
    assertEquals(16_384, UdpLayout.left(announce, 3));
    assertEquals(0, UdpLayout.uploaded(announce, 3));
    assertEquals(2, UdpLayout.event(announce, 3));
    assertEquals(0, UdpLayout.ip(announce, 3));
    assertEquals(0x1aa0c19f, UdpLayout.key(announce, 3));
    assertEquals(200, UdpLayout.numWant(announce, 3));
    assertEquals(0x4a89, UdpLayout.port(announce, 3));
  }

  @Test
  void allocatesNothing() {
    byte[] url = new byte[300];
    ByteBuf out = Unpooled.buffer(256);
    long[] sum = new long[1];
    int rounds = 200_000;
    long allocated =
        Allocation.bytes(
            rounds,
            () -> {
              sum[0] += UdpLayout.connectionId(announce, 3) + UdpLayout.hash0(announce, 3);
              sum[0] += UdpLayout.left(announce, 3) + UdpLayout.port(announce, 3);
              sum[0] += UrlData.read(announce, 3 + 98, announce.writerIndex(), url);
              out.clear();
              UdpLayout.writeAnnounceHead(out, 1, 1800, 2, 3);
            });
    assertTrue(sum[0] != 0);
    assertTrue(allocated < rounds, allocated + " bytes in " + rounds + " rounds");
  }

  @Test
  void countsWholeInfoHashesOfAScrape() {
    assertEquals(0, UdpLayout.scrapeCount(0));
    assertEquals(0, UdpLayout.scrapeCount(35));
    assertEquals(1, UdpLayout.scrapeCount(36));
    assertEquals(74, UdpLayout.scrapeCount(16 + 74 * 20));
    assertEquals(5 + 16 + 40, UdpLayout.scrapeHashIndex(5, 2));
  }
}
