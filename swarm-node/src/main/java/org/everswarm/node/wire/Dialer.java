package org.everswarm.node.wire;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.everswarm.node.admission.Admission;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

/**
 * Calls admitted peers: the fastest start for a client, and the surest gate, since the address the
 * tracker saw and the port announced there are who the peer is. Thread-safe.
 *
 * <p>One attempt an announce, never to a port below 1024, never twice at a time, a bounded number
 * at once and a bounded rate to one address: nobody is to scan ports through us.
 */
final class Dialer {

  private static final int LOWEST_PORT = 1024;

  /** A call to make or under way. */
  record Call(InfoHash infoHash, Endpoint peer) {}

  private final Wire wire;
  private final WireLimits limits;
  private final DialRate rate;
  private final Queue<Call> waiting = new ArrayDeque<>();
  private final Set<Call> known = new HashSet<>();
  private int underWay;

  Dialer(Wire wire) {
    this.wire = wire;
    this.limits = wire.settings().limits();
    this.rate = new DialRate(limits.dialsPerMinutePerAddress());
  }

  /** Calls the peer unless there is a reason not to. */
  void admitted(Admission admission) {
    Call call = new Call(admission.infoHash(), admission.peer());
    if (admission.peer().port() >= LOWEST_PORT && isWorthwhile(call) && enqueue(call)) {
      next();
    } else {
      wire.counters().skippedDial();
    }
  }

  private boolean isWorthwhile(Call call) {
    WireTorrent torrent = wire.find(call.infoHash());
    return torrent != null
        && !wire.live().serves(call.infoHash(), call.peer())
        && Justification.find(wire.admissions(), torrent, Direction.OUTBOUND, call.peer()) != null;
  }

  private synchronized boolean enqueue(Call call) {
    return waiting.size() < limits.queuedDials()
        && !known.contains(call)
        && rate.allows(call.peer().address(), wire.nowMillis())
        && known.add(call)
        && waiting.add(call);
  }

  private void next() {
    Call call = take();
    while (call != null) {
      make(call);
      call = take();
    }
  }

  private synchronized @Nullable Call take() {
    if (underWay >= limits.dials() || waiting.isEmpty()) {
      return null;
    }
    underWay++;
    return waiting.remove();
  }

  private void make(Call call) {
    WireServer server = isWorthwhile(call) ? wire.nextServer() : null;
    if (server == null) {
      wire.counters().skippedDial();
      forget(call);
    } else {
      server.dial(
          call,
          () -> {
            forget(call);
            next();
          });
    }
  }

  private synchronized void forget(Call call) {
    underWay--;
    known.remove(call);
  }
}
