package org.everswarm.node.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * HTTP connections from one address that announce and scrape, each up to a depth of requests in
 * flight. Requests are written whole, responses read in place; beside what the JDK's selector does
 * nothing is allocated.
 */
final class HttpLane implements Lane {

  private static final long LOST_NANOS = 10_000_000_000L;

  /** A tracker that only ever hangs up shall not be called for ever. */
  private static final int FAILURES_MAX = 10_000;

  private final InetSocketAddress target;
  private final @Nullable InetSocketAddress source;
  private final Requests requests;
  private final boolean forged;
  private final int count;
  private final int depth;
  private final Selector selector;
  private final HttpRequests writer;
  private final HttpReplies replies = new HttpReplies();
  private final ByteBuf out;
  private final ByteBuffer outBytes;
  private final List<HttpConnection> connections = new ArrayList<>();
  private final Consumer<SelectionKey> onReady = this::ready;
  private Pace pace = Pace.closed(0);
  private Tallies tallies = new Tallies(0);
  private boolean active;
  private boolean through;
  private int first;
  private int inFlight;
  private int moved;
  private int failures;

  /**
   * @param source address to connect from; null: as the system likes
   * @param count connections
   * @param depth requests in flight on each
   */
  HttpLane(
      Target target,
      @Nullable InetSocketAddress source,
      Workload workload,
      Requests requests,
      boolean forged,
      int count,
      int depth)
      throws IOException {
    this.target = target.address();
    this.source = source;
    this.requests = requests;
    this.forged = forged;
    this.count = count;
    this.depth = depth;
    this.selector = Selector.open();
    this.writer = new HttpRequests(target, workload, forged);
    this.out = Unpooled.directBuffer(depth * HttpRequests.LENGTH_MAX);
    this.outBytes = out.internalNioBuffer(0, out.capacity());
  }

  @Override
  public void open() throws IOException {
    for (int i = 0; i < count; i++) {
      connections.add(new HttpConnection(target, source, selector, depth));
    }
  }

  @Override
  public void begin(Phase phase, Tallies newTallies) {
    double rate = forged ? phase.forgedLaneRate() : phase.laneRate();
    active = !forged || rate > 0;
    through = false;
    requests.begin(forged ? Phase.Order.ROUND_ROBIN : phase.order());
    count(newTallies);
    int window = count * depth;
    pace =
        rate > 0
            ? Pace.open(window, rate, phase.startNanos(), requests.random())
            : Pace.closed(window);
  }

  @Override
  public void count(Tallies newTallies) {
    tallies = newTallies;
  }

  @Override
  public int turn() {
    return active ? send(System.nanoTime()) + receive() : 0;
  }

  private int send(long now) {
    int allowed = pace.allowance(now, inFlight);
    int sent = 0;
    for (int i = 0; i < count && sent < allowed && !through; i++) {
      int next = (first + i) % count;
      sent += fill(connections.get(next), allowed - sent, now);
    }
    first = (first + 1) % count;
    return sent;
  }

  /** Writes as many requests as one connection has room for. */
  private int fill(HttpConnection connection, int allowed, long now) {
    int room = Math.min(allowed, connection.room());
    int sent = 0;
    out.clear();
    while (sent < room && (requests.next() || anotherPass())) {
      writer.write(out, requests);
      connection.asked(pace.take(now), requests.kind(), requests.peer());
      tally(requests.kind()).requested(1);
      if (requests.kind() == Requests.STOPPED) {
        requests.replace();
      }
      inFlight++;
      sent++;
    }
    if (sent > 0) {
      outBytes.limit(out.writerIndex()).position(0);
      if (!connection.write(outBytes)) {
        giveUp(connection);
      }
    }
    return sent;
  }

  /** The end of a pass is when all of it is answered or given up. */
  private boolean anotherPass() {
    through = inFlight == 0 && !requests.nextPass();
    return inFlight == 0 && !through && requests.next();
  }

  @Override
  public int receive() {
    moved = 0;
    try {
      selector.selectNow(onReady);
    } catch (IOException e) {
      throw new LoadException("The connections cannot be watched: " + e.getMessage() + ".", e);
    }
    return moved;
  }

  private void ready(SelectionKey key) {
    HttpConnection connection = (HttpConnection) key.attachment();
    boolean open = connection.read();
    long now = System.nanoTime();
    tallies.tick(now);
    int from = 0;
    int next = replies.next(connection, from);
    while (next > 0) {
      answer(connection, now);
      from = next;
      next = replies.next(connection, from);
    }
    if (!open || next == HttpHead.MALFORMED) {
      giveUp(connection);
    } else if (from > 0) {
      connection.consumed(from);
    }
  }

  private void answer(HttpConnection connection, long now) {
    int kind = connection.oldestKind();
    boolean good = replies.count(connection, kind, now - connection.oldestSince(), tally(kind));
    if (good && !forged) {
      requests.answered(connection.oldestPeer());
    }
    connection.answered();
    inFlight--;
    moved++;
    failures = 0;
  }

  private void giveUp(HttpConnection connection) {
    inFlight -= connection.waiting();
    tally(Requests.ANNOUNCE).lost(connection.waiting());
    if (++failures > FAILURES_MAX) {
      throw new LoadException("The tracker hangs up on every request.");
    }
    try {
      connection.reopen();
    } catch (IOException e) {
      throw new LoadException("The tracker takes no connection: " + e.getMessage() + ".", e);
    }
  }

  private Tally tally(int kind) {
    if (forged) {
      return tallies.of(Stream.FORGED);
    }
    return tallies.of(kind == Requests.SCRAPE ? Stream.SCRAPES : Stream.ANNOUNCES);
  }

  @Override
  public void expire(long nowNanos) {
    for (HttpConnection connection : connections) {
      if (connection.waiting() > 0 && connection.oldestSince() - nowNanos < -LOST_NANOS) {
        giveUp(connection);
      }
    }
  }

  @Override
  public boolean finished() {
    return forged || through;
  }

  @Override
  public int inFlight() {
    return inFlight;
  }

  @Override
  public int unanswered() {
    return forged ? 0 : requests.unanswered();
  }

  @Override
  public void close() {
    connections.forEach(HttpConnection::close);
    try {
      selector.close();
    } catch (IOException gone) {
      // It is of no more use either way.
    }
    out.release();
  }
}
