package org.everswarm.protocol.http;

import java.util.HashMap;
import java.util.Map;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.SwarmCounts;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BString;
import org.everswarm.protocol.bencode.BValue;
import org.jspecify.annotations.Nullable;

/**
 * A tracker's reply to an HTTP scrape as a client reads it: for clients, load and tests.
 *
 * @param failure why it was refused, or null
 * @param minRequestIntervalSeconds {@link AnnounceReply#ABSENT} if it does not say
 * @param swarms counts by info-hash; a count that is not there is 0, and {@code downloaders} then
 *     as many as the leechers
 */
public record ScrapeReply(
    @Nullable String failure, int minRequestIntervalSeconds, Map<InfoHash, SwarmCounts> swarms) {

  public ScrapeReply {
    swarms = Map.copyOf(swarms);
  }

  /** Reads a whole reply; null when it is malformed. */
  public static @Nullable ScrapeReply parse(byte[] reply) {
    ReplyReader reader = ReplyReader.of(reply);
    if (reader == null) {
      return null;
    }
    Map<InfoHash, SwarmCounts> swarms = new HashMap<>();
    if (reader.value("files") instanceof BDict files) {
      files.forEach((hash, counts) -> add(swarms, hash, counts));
    }
    int minRequestInterval =
        reader.value("flags") instanceof BDict flags
            ? ReplyReader.of(flags).number("min_request_interval", AnnounceReply.ABSENT)
            : AnnounceReply.ABSENT;
    return new ScrapeReply(reader.text("failure reason"), minRequestInterval, swarms);
  }

  private static void add(Map<InfoHash, SwarmCounts> swarms, BString hash, BValue counts) {
    if (hash.length() == InfoHash.LENGTH && counts instanceof BDict dict) {
      ReplyReader reader = ReplyReader.of(dict);
      int leechers = reader.number("incomplete", 0);
      swarms.put(
          InfoHash.of(hash.toBytes()),
          new SwarmCounts(
              reader.number("complete", 0),
              reader.number("downloaded", 0),
              leechers,
              reader.number("downloaders", leechers)));
    }
  }
}
