package org.everswarm.node.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import org.everswarm.protocol.IpAddress;

/**
 * A bucket of tokens for each address called lately, full when new. Not thread-safe: its owner
 * locks. Bounded: the address called least lately is forgotten.
 */
final class DialRate {

  static final int MAX_ADDRESSES = 16_384;

  private static final double MILLIS_PER_MINUTE = 60_000;

  private record Bucket(double tokens, long atMillis) {}

  private final int perMinute;
  private final Map<IpAddress, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<IpAddress, Bucket> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  DialRate(int perMinute) {
    this.perMinute = perMinute;
  }

  /** Takes a token if there is one. */
  boolean allows(IpAddress address, long nowMillis) {
    Bucket bucket = buckets.getOrDefault(address, new Bucket(perMinute, nowMillis));
    double refill = (nowMillis - bucket.atMillis()) * perMinute / MILLIS_PER_MINUTE;
    double tokens = Math.min(perMinute, bucket.tokens() + refill);
    boolean allowed = tokens >= 1;
    buckets.put(address, new Bucket(allowed ? tokens - 1 : tokens, nowMillis));
    return allowed;
  }
}
