package org.everswarm.tracker.coordinator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.everswarm.protocol.control.Admit;
import org.everswarm.tracker.coordinator.MemberMessage.Change;

/**
 * What waits to be told to the other tracker nodes. Thread-safe; the lock is held for a few lines.
 *
 * <p>Holds {@link #ADMITS_MAX} admissions and {@link #CHANGES_MAX} changes. Admissions without a
 * receipt get half the room, since anyone can cause them.
 */
final class MemberOutbox {

  static final int ADMITS_MAX = 65_536;
  static final int CHANGES_MAX = 65_536;

  /** So many admissions are not kept for the next tick. */
  private static final int AT_ONCE = 64;

  /** When to look. */
  enum Wake {
    /** Somebody looks already. */
    NO,
    /** At the next tick. */
    SOON,
    NOW,
    /** There was no room, and nothing is kept. */
    FULL
  }

  private final Queue<Admit> admits = new ArrayDeque<>();
  private final Queue<Change> changes = new ArrayDeque<>();
  private boolean overrun;
  private boolean soon;
  private boolean now;

  synchronized Wake offer(Admit admit) {
    int room = admit.receiptId() == 0 ? ADMITS_MAX / 2 : ADMITS_MAX;
    if (admits.size() >= room) {
      return Wake.FULL;
    }
    admits.add(admit);
    if (admits.size() >= AT_ONCE && !now) {
      now = true;
      return Wake.NOW;
    }
    return wakeSoon();
  }

  /** Changes that find no room are forgotten, all: the others will ask for the whole. */
  synchronized Wake offer(Change change) {
    if (changes.size() >= CHANGES_MAX) {
      changes.clear();
      overrun = true;
    }
    changes.add(change);
    return wakeSoon();
  }

  private Wake wakeSoon() {
    if (soon || now) {
      return Wake.NO;
    }
    soon = true;
    return Wake.SOON;
  }

  /** To be called before the queues are emptied: whoever comes later wakes again. */
  synchronized void awake() {
    soon = false;
    now = false;
  }

  /** At most one message full; empty when there are no more. */
  synchronized List<Admit> takeAdmits() {
    return take(admits);
  }

  synchronized List<Change> takeChanges() {
    return take(changes);
  }

  /** Whether changes were forgotten since this was asked last. */
  synchronized boolean takeOverrun() {
    boolean was = overrun;
    overrun = false;
    return was;
  }

  private static <T> List<T> take(Queue<T> from) {
    List<T> taken = new ArrayList<>(Math.min(from.size(), MemberMessage.MAX_ENTRIES));
    while (taken.size() < MemberMessage.MAX_ENTRIES && !from.isEmpty()) {
      taken.add(from.remove());
    }
    return taken;
  }
}
