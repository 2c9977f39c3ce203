package org.everswarm.node.web;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the web seed did since it started. Thread-safe, cheap to add to. */
public final class WebCounters {

  private final LongAdder servedBytes = new LongAdder();
  private final Map<WebResult, LongAdder> requests = new EnumMap<>(WebResult.class);
  private final AtomicInteger connections = new AtomicInteger();

  public WebCounters() {
    for (WebResult result : WebResult.values()) {
      requests.put(result, new LongAdder());
    }
  }

  void served(long bytes) {
    servedBytes.add(bytes);
  }

  void answered(WebResult result) {
    count(result).increment();
  }

  private LongAdder count(WebResult result) {
    LongAdder count = requests.get(result);
    if (count == null) {
      throw new AssertionError("every result has a counter");
    }
    return count;
  }

  AtomicInteger openConnections() {
    return connections;
  }

  /** Bytes of content that left. */
  public long servedBytes() {
    return servedBytes.sum();
  }

  /** Requests answered so. */
  public long requests(WebResult result) {
    return count(result).sum();
  }

  /** Connections open at the moment. */
  public int connections() {
    return connections.get();
  }
}
