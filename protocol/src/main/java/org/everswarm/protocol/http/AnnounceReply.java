package org.everswarm.protocol.http;

import java.util.ArrayList;
import java.util.List;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A tracker's reply to an HTTP announce as a client reads it: for clients, load and tests.
 *
 * @param failure why it was refused, or null
 * @param warning a text to show, or null
 * @param intervalSeconds when to announce again; {@link #ABSENT} if it does not say
 * @param minIntervalSeconds the soonest; {@link #ABSENT} if it does not say
 * @param retryIn minutes in digits, or {@code never}, or null (BEP 31)
 * @param seeders {@link #ABSENT} if it does not say
 * @param leechers {@link #ABSENT} if it does not say
 * @param downloads {@link #ABSENT} if it does not say
 * @param peers of both families, IPv4 first
 * @param externalAddress whence it saw the client, or null (BEP 24)
 * @param trackerId what to repeat, or null
 */
public record AnnounceReply(
    @Nullable String failure,
    @Nullable String warning,
    int intervalSeconds,
    int minIntervalSeconds,
    @Nullable String retryIn,
    int seeders,
    int leechers,
    int downloads,
    List<Endpoint> peers,
    @Nullable IpAddress externalAddress,
    @Nullable String trackerId) {

  /** In the place of a number that is not there. */
  public static final int ABSENT = -1;

  public AnnounceReply {
    peers = List.copyOf(peers);
  }

  /** Reads a whole reply; null when it is malformed. Peers must be compact. */
  public static @Nullable AnnounceReply parse(byte[] reply) {
    ReplyReader reader = ReplyReader.of(reply);
    if (reader == null) {
      return null;
    }
    List<Endpoint> peers = new ArrayList<>();
    if (!reader.addPeers("peers", 4, peers) || !reader.addPeers("peers6", 16, peers)) {
      return null;
    }
    int retryMinutes = reader.number("retry in", ABSENT);
    return new AnnounceReply(
        reader.text("failure reason"),
        reader.text("warning message"),
        reader.number("interval", ABSENT),
        reader.number("min interval", ABSENT),
        retryMinutes == ABSENT ? reader.text("retry in") : Integer.toString(retryMinutes),
        reader.number("complete", ABSENT),
        reader.number("incomplete", ABSENT),
        reader.number("downloaded", ABSENT),
        peers,
        reader.address("external ip"),
        reader.text("tracker id"));
  }
}
