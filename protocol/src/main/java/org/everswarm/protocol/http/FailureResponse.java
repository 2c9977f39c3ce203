package org.everswarm.protocol.http;

import io.netty.buffer.ByteBuf;

/**
 * The refusal of an HTTP announce or scrape, to be sent with status 200.
 *
 * <p>Stateless.
 *
 * <p>Clients heed different keys: libtorrent and rtorrent wait for {@code interval} and {@code min
 * interval}, and without them libtorrent waits half an hour; {@code retry in} is BEP 31.
 */
public final class FailureResponse {

  /** For {@code retryInMinutes}: trying again is useless. */
  public static final int NEVER = -1;

  private static final byte[] FAILURE_REASON = BencodeText.key("failure reason");
  private static final byte[] INTERVAL = BencodeText.key("interval");
  private static final byte[] MIN_INTERVAL = BencodeText.key("min interval");
  private static final byte[] RETRY_IN = BencodeText.key("retry in");

  private FailureResponse() {}

  /**
   * Appends a refusal.
   *
   * @param reason what the client shows
   * @param retryInMinutes {@link #NEVER}, or how long to wait; less than a minute is written as one
   */
  public static void write(
      ByteBuf out, String reason, int intervalSeconds, int minIntervalSeconds, int retryInMinutes) {
    out.writeByte('d');
    BencodeText.string(out, FAILURE_REASON, reason);
    BencodeText.integer(out, INTERVAL, intervalSeconds);
    BencodeText.integer(out, MIN_INTERVAL, minIntervalSeconds);
    if (retryInMinutes < 0) {
      BencodeText.string(out, RETRY_IN, "never");
    } else {
      BencodeText.integer(out, RETRY_IN, Math.max(1, retryInMinutes));
    }
    out.writeByte('e');
  }
}
