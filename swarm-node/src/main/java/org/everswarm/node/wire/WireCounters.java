package org.everswarm.node.wire;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What the peer wire did, counted; for metrics to read. Thread-safe. */
public final class WireCounters {

  private final LongAdder servedBytes = new LongAdder();
  private final LongAdder rejectedRequests = new LongAdder();
  private final LongAdder dialsSkipped = new LongAdder();
  private final Map<Direction, LongAdder> connections = adders(Direction.class);
  private final Map<Direction, Map<HandshakeResult, LongAdder>> handshakes =
      new EnumMap<>(Direction.class);
  private final Map<CloseReason, LongAdder> closed = adders(CloseReason.class);

  public WireCounters() {
    for (Direction direction : Direction.values()) {
      handshakes.put(direction, adders(HandshakeResult.class));
    }
  }

  /** Bytes of content handed to the network. */
  public long servedBytes() {
    return servedBytes.sum();
  }

  /** Requests that were not served though the peer was. */
  public long rejectedRequests() {
    return rejectedRequests.sum();
  }

  /** Admitted peers that were not called: already connected, or over a limit. */
  public long dialsSkipped() {
    return dialsSkipped.sum();
  }

  /** Connections being served at the moment. */
  public long connections(Direction direction) {
    return adder(connections, direction).sum();
  }

  /** Handshakes that ended so. */
  public long handshakes(Direction direction, HandshakeResult result) {
    return adder(handshakes.getOrDefault(direction, Map.of()), result).sum();
  }

  /** Served connections that ended so. */
  public long closed(CloseReason reason) {
    return adder(closed, reason).sum();
  }

  void served(long bytes) {
    servedBytes.add(bytes);
  }

  void rejectedRequest() {
    rejectedRequests.increment();
  }

  void skippedDial() {
    dialsSkipped.increment();
  }

  void shookHands(Direction direction, HandshakeResult result) {
    adder(handshakes.getOrDefault(direction, Map.of()), result).increment();
    if (result == HandshakeResult.SERVED) {
      adder(connections, direction).increment();
    }
  }

  void ended(Direction direction, CloseReason reason) {
    adder(connections, direction).decrement();
    adder(closed, reason).increment();
  }

  private static <K extends Enum<K>> Map<K, LongAdder> adders(Class<K> keys) {
    Map<K, LongAdder> adders = new EnumMap<>(keys);
    for (K key : keys.getEnumConstants()) {
      adders.put(key, new LongAdder());
    }
    return adders;
  }

  private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
    LongAdder adder = adders.get(key);
    if (adder == null) {
      throw new AssertionError("no counter for " + key);
    }
    return adder;
  }
}
