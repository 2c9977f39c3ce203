package org.everswarm.node.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import org.everswarm.node.admission.SourceNetwork;
import org.everswarm.protocol.IpAddress;

/**
 * A bucket of tokens for each source called lately, full when new. Not thread-safe: its owner
 * locks. Bounded: the source called least lately is forgotten.
 */
final class DialRate {

  static final int MAX_SOURCES = 16_384;

  private static final double MILLIS_PER_MINUTE = 60_000;

  private record Bucket(double tokens, long atMillis) {}

  private final int perMinute;
  private final Map<IpAddress, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<IpAddress, Bucket> eldest) {
          return size() > MAX_SOURCES;
        }
      };

  DialRate(int perMinute) {
    this.perMinute = perMinute;
  }

  /** Takes a token if there is one. */
  boolean allows(IpAddress address, long nowMillis) {
    IpAddress source = SourceNetwork.of(address);
    Bucket bucket = buckets.getOrDefault(source, new Bucket(perMinute, nowMillis));
    double refill = (nowMillis - bucket.atMillis()) * perMinute / MILLIS_PER_MINUTE;
    double tokens = Math.min(perMinute, bucket.tokens() + refill);
    boolean allowed = tokens >= 1;
    buckets.put(source, new Bucket(allowed ? tokens - 1 : tokens, nowMillis));
    return allowed;
  }
}
