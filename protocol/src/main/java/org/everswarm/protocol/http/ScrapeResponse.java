package org.everswarm.protocol.http;

import io.netty.buffer.ByteBuf;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.SwarmCounts;

/**
 * The reply to an HTTP scrape (BEP 48, and BEP 21 for {@code downloaders}): swarms sorted by
 * info-hash, each once.
 *
 * <p>Mutable, reusable, confined to one thread.
 */
public final class ScrapeResponse {

  private static final Comparator<InfoHash> BYTE_ORDER =
      (a, b) -> {
        int order = Long.compareUnsigned(a.word0(), b.word0());
        order = order != 0 ? order : Long.compareUnsigned(a.word1(), b.word1());
        return order != 0 ? order : Integer.compareUnsigned(a.word2(), b.word2());
      };

  private static final byte[] FILES = BencodeText.key("files");
  private static final byte[] HASH_LENGTH = {'2', '0', ':'};
  private static final byte[] COMPLETE = BencodeText.key("complete");
  private static final byte[] DOWNLOADED = BencodeText.key("downloaded");
  private static final byte[] DOWNLOADERS = BencodeText.key("downloaders");
  private static final byte[] INCOMPLETE = BencodeText.key("incomplete");
  private static final byte[] FLAGS = BencodeText.key("flags");
  private static final byte[] MIN_REQUEST_INTERVAL = BencodeText.key("min_request_interval");

  private final Map<InfoHash, SwarmCounts> swarms = new TreeMap<>(BYTE_ORDER);

  /** Forgets what was added. */
  public void clear() {
    swarms.clear();
  }

  /** Adds a swarm; of one added twice the last counts. */
  public void add(InfoHash infoHash, SwarmCounts counts) {
    swarms.put(infoHash, counts);
  }

  /** Appends a reply of what was added. */
  public void write(ByteBuf out, int minRequestIntervalSeconds) {
    out.writeByte('d').writeBytes(FILES).writeByte('d');
    swarms.forEach((infoHash, counts) -> writeSwarm(out, infoHash, counts));
    out.writeByte('e').writeBytes(FLAGS).writeByte('d');
    BencodeText.integer(out, MIN_REQUEST_INTERVAL, minRequestIntervalSeconds);
    out.writeByte('e').writeByte('e');
  }

  private static void writeSwarm(ByteBuf out, InfoHash infoHash, SwarmCounts counts) {
    out.writeBytes(HASH_LENGTH);
    infoHash.writeTo(out);
    out.writeByte('d');
    BencodeText.integer(out, COMPLETE, counts.seeders());
    BencodeText.integer(out, DOWNLOADED, counts.downloads());
    BencodeText.integer(out, DOWNLOADERS, counts.downloaders());
    BencodeText.integer(out, INCOMPLETE, counts.leechers());
    out.writeByte('e');
  }
}
