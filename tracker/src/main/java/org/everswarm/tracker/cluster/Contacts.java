package org.everswarm.tracker.cluster;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Until when this node knows what another process knew, so that one that comes back need not tell
 * all again. Thread-safe. Bounded: the one unheard of for longest is forgotten, and will tell all.
 */
final class Contacts {

  private static final int MOST = 1024;

  /**
   * What was told just before a node was cut off may not have arrived, and being cut off is noticed
   * seconds later; clocks differ by seconds too.
   */
  private static final int MARGIN_MINUTES = 3;

  private final Map<String, Integer> minutes = new Eldest();

  /** All that it had was pulled. */
  synchronized void pulled(String instance, int nowMinutes) {
    minutes.merge(instance, nowMinutes, Math::max);
  }

  /** It is in the cluster, and this node is in step; means nothing before the first pull. */
  synchronized void inStep(String instance, int nowMinutes) {
    minutes.computeIfPresent(instance, (key, before) -> Math.max(before, nowMinutes));
  }

  /** Since when it is to be pulled from; 0 for all. */
  synchronized int since(String instance) {
    Integer minute = minutes.get(instance);
    return minute == null ? 0 : Math.max(0, minute - MARGIN_MINUTES);
  }

  private static final class Eldest extends LinkedHashMap<String, Integer> {

    private static final long serialVersionUID = 1;

    Eldest() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
      return size() > MOST;
    }
  }
}
