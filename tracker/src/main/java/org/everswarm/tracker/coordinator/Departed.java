package org.everswarm.tracker.coordinator;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Swarm-nodes whose channel ended here a moment ago, in a cluster: each is probably on its way to
 * another tracker node, so what it holds is kept for {@link #GRACE_NANOS}, and longer while it
 * tells it there. Confined to the coordinator's event loop.
 *
 * <p>As many are kept as nodes may be connected, and of one token as many as may have channels.
 */
final class Departed {

  static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private record Gone(NodeChannel node, long nanos) {}

  private final CoordinatorLimits limits;
  private final OtherTrackers others;
  private final Consumer<NodeChannel> forget;
  private final Queue<Gone> gone = new ArrayDeque<>();

  /**
   * @param forget gets each node when its time is over
   */
  Departed(CoordinatorLimits limits, OtherTrackers others, Consumer<NodeChannel> forget) {
    this.limits = limits;
    this.others = others;
    this.forget = forget;
  }

  void add(NodeChannel node, long nowNanos) {
    long same = gone.stream().filter(before -> sameToken(before, node)).count();
    if (same >= limits.channelsPerToken()) {
      gone.stream().filter(before -> sameToken(before, node)).findFirst().ifPresent(this::forget);
    } else if (gone.size() >= limits.nodes()) {
      forget(gone.element());
    }
    gone.add(new Gone(node, nowNanos));
  }

  private static boolean sameToken(Gone before, NodeChannel node) {
    return before.node().token().receiptId() == node.token().receiptId();
  }

  private void forget(Gone one) {
    gone.remove(one);
    forget.accept(one.node());
  }

  /** Once a second. */
  void tick(long nowNanos) {
    for (Iterator<Gone> each = gone.iterator(); each.hasNext(); ) {
      Gone one = each.next();
      if (over(one, nowNanos - one.nanos())) {
        each.remove();
        forget.accept(one.node());
      }
    }
  }

  private boolean over(Gone one, long nanos) {
    boolean tells = others.arrivedWithin(one.node().endpoints(), GRACE_NANOS);
    return nanos > LONGEST_NANOS || (nanos > GRACE_NANOS && !tells);
  }
}
