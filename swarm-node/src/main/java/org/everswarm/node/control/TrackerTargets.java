package org.everswarm.node.control;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The addresses behind the names of trackers. A name that cannot be resolved keeps the addresses it
 * had. Thread-safe.
 */
final class TrackerTargets {

  private static final int ADDRESSES_MAX = 32;

  /** Resolves a name, or takes an address literal. May block. */
  interface Names {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private final Names names;
  private final Map<TrackerAddress, List<TrackerTarget>> known = new ConcurrentHashMap<>();

  TrackerTargets(Names names) {
    this.names = names;
  }

  /**
   * All addresses, at most 32 of each tracker, in an order that name servers do not change. Blocks.
   */
  List<TrackerTarget> resolve(List<TrackerAddress> trackers) {
    List<TrackerTarget> all = new ArrayList<>();
    for (TrackerAddress tracker : trackers) {
      for (TrackerTarget target : resolve(tracker)) {
        if (!all.contains(target) || tracker.tls()) {
          all.add(target);
        }
      }
    }
    return all;
  }

  private List<TrackerTarget> resolve(TrackerAddress tracker) {
    try {
      List<TrackerTarget> targets =
          Arrays.stream(names.resolve(tracker.host()))
              .sorted(Comparator.comparing(InetAddress::getHostAddress))
              .limit(ADDRESSES_MAX)
              .map(address -> target(tracker, address))
              .toList();
      known.put(tracker, targets);
      return targets;
    } catch (UnknownHostException unknown) {
      return known.getOrDefault(tracker, List.of(new TrackerTarget(tracker, tracker.host())));
    }
  }

  /** With TLS each try resolves again, to any of the addresses: there are as many tries. */
  private static TrackerTarget target(TrackerAddress tracker, InetAddress address) {
    return new TrackerTarget(tracker, tracker.tls() ? tracker.host() : address.getHostAddress());
  }
}
