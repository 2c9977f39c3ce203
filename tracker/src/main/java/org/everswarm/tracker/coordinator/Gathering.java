package org.everswarm.tracker.coordinator;

import java.util.ArrayList;
import java.util.List;
import org.everswarm.tracker.coordinator.MemberMessage.Changes;
import org.everswarm.tracker.coordinator.MemberMessage.Whole;

/**
 * A copy of all that another tracker node has, on its way: the parts that have come, and the
 * changes since it was asked for. Confined to the event loop of the cluster.
 */
final class Gathering {

  private static final int LATER_MAX = 1024;

  private final long question;
  private final Holdings copy;
  private final List<Changes> later = new ArrayList<>();
  private int parts;
  private long sequence;
  private boolean broken;
  private long progressNanos;

  Gathering(long question, Holdings copy, long nowNanos) {
    this.question = question;
    this.copy = copy;
    this.progressNanos = nowNanos;
  }

  Holdings copy() {
    return copy;
  }

  /** When it began, or its last part came. */
  long progressNanos() {
    return progressNanos;
  }

  /** Whether it will never be whole. */
  boolean broken() {
    return broken;
  }

  /** Keeps changes that came meanwhile; too many break it. */
  void changed(Changes changes) {
    if (later.size() >= LATER_MAX) {
      broken = true;
    } else {
      later.add(changes);
    }
  }

  /** Takes a part; how many of its entries found no room. */
  int take(Whole part, long nowNanos) {
    if (part.question() != question) {
      return 0;
    }
    if (part.index() != parts) {
      broken = true;
      return 0;
    }
    if (parts == 0) {
      sequence = part.sequence();
    }
    parts++;
    progressNanos = nowNanos;
    return copy.apply(part.changes(), nowNanos);
  }

  /** Whether this part, which has been taken, made it whole. */
  boolean completedBy(Whole part) {
    return part.last() && part.question() == question && !broken;
  }

  /** Brings the whole copy up to date; the number of the last changes that are in it. */
  long finish(long nowNanos) {
    for (Changes changes : later) {
      if (changes.sequence() == sequence + 1) {
        copy.apply(changes.changes(), nowNanos);
        sequence++;
      }
    }
    return sequence;
  }
}
