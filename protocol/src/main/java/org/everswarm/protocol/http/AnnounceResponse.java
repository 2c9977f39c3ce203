package org.everswarm.protocol.http;

import io.netty.buffer.ByteBuf;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.SwarmCounts;
import org.jspecify.annotations.Nullable;

/**
 * The reply to an HTTP announce (BEP 3, 7, 23, 24): keys sorted, peers always compact, both
 * families in one.
 *
 * <p>Stateless.
 */
public final class AnnounceResponse {

  private static final byte[] COMPLETE = BencodeText.key("complete");
  private static final byte[] DOWNLOADED = BencodeText.key("downloaded");
  private static final byte[] EXTERNAL_IP = BencodeText.key("external ip");
  private static final byte[] INCOMPLETE = BencodeText.key("incomplete");
  private static final byte[] INTERVAL = BencodeText.key("interval");
  private static final byte[] MIN_INTERVAL = BencodeText.key("min interval");
  private static final byte[] PEERS = BencodeText.key("peers");
  private static final byte[] PEERS6 = BencodeText.key("peers6");
  private static final byte[] TRACKER_ID = BencodeText.key("tracker id");
  private static final byte[] WARNING = BencodeText.key("warning message");

  private AnnounceResponse() {}

  /**
   * Appends a reply.
   *
   * @param peers4 IPv4 peers, 6 bytes each; the key is written even when there are none
   * @param length4 how many bytes of them count
   * @param peers6 IPv6 peers, 18 bytes each; the key is written only when there are some
   * @param length6 how many bytes of them count
   * @param external the address the client was seen from, or null to keep it
   * @param warning a text to show, or null
   * @param trackerId what the client shall repeat, or null
   */
  public static void write(
      ByteBuf out,
      int intervalSeconds,
      int minIntervalSeconds,
      SwarmCounts counts,
      byte[] peers4,
      int length4,
      byte[] peers6,
      int length6,
      @Nullable IpAddress external,
      @Nullable String warning,
      @Nullable String trackerId) {
    out.writeByte('d');
    BencodeText.integer(out, COMPLETE, counts.seeders());
    BencodeText.integer(out, DOWNLOADED, counts.downloads());
    writeExternal(out, external);
    BencodeText.integer(out, INCOMPLETE, counts.leechers());
    BencodeText.integer(out, INTERVAL, intervalSeconds);
    BencodeText.integer(out, MIN_INTERVAL, minIntervalSeconds);
    BencodeText.string(out, PEERS, peers4, length4);
    if (length6 > 0) {
      BencodeText.string(out, PEERS6, peers6, length6);
    }
    writeIfPresent(out, TRACKER_ID, trackerId);
    writeIfPresent(out, WARNING, warning);
    out.writeByte('e');
  }

  private static void writeExternal(ByteBuf out, @Nullable IpAddress external) {
    if (external == null) {
      return;
    }
    out.writeBytes(EXTERNAL_IP);
    if (external.isIpv4()) {
      out.writeByte('4').writeByte(':').writeInt(external.ipv4());
    } else {
      out.writeByte('1').writeByte('6').writeByte(':');
      out.writeLong(external.high()).writeLong(external.low());
    }
  }

  private static void writeIfPresent(ByteBuf out, byte[] key, @Nullable String value) {
    if (value != null) {
      BencodeText.string(out, key, value);
    }
  }
}
