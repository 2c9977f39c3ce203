package org.everswarm.node.load;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.everswarm.protocol.datagram.DatagramBatch;
import org.everswarm.protocol.datagram.NativeSocket;
import org.everswarm.protocol.udp.UdpLayout;
import org.jspecify.annotations.Nullable;

/** A connected UDP socket that announces and scrapes. Allocates nothing while it does. */
final class UdpLane implements Lane {

  private static final int BATCH = 64;
  private static final int BUFFER_BYTES = 8_000_000;
  private static final long LOST_NANOS = 1_000_000_000L;

  /** BEP 15 lets a connection id live for a minute at the client. */
  private static final long CONNECTION_NANOS = 55_000_000_000L;

  private static final int CONNECTS_MAX = 5;

  private final InetSocketAddress target;
  private final @Nullable InetSocketAddress source;
  private final boolean forged;
  private final int window;
  private final int capacity;
  private final Requests requests;
  private final InFlight inFlight;
  private final NativeSocket socket;
  private final DatagramBatch batch;
  private final ByteBuf in;
  private final UdpPackets packets;
  private final UdpReplies replies;
  private final InFlight.Lost onLost = this::lost;
  private Pace pace;
  private Tallies tallies = new Tallies(0);
  private boolean active;
  private boolean through;
  private boolean connected;
  private boolean connecting;
  private long connectedNanos;
  private int connects;

  /**
   * @param source address to send from; null: as the system likes
   * @param forged whether receipts are forged, and requests counted as such
   * @param window requests in flight in a closed loop
   * @param capacity most requests in flight in an open loop; more than {@code window}
   */
  UdpLane(
      InetSocketAddress target,
      @Nullable InetSocketAddress source,
      Workload workload,
      Requests requests,
      boolean forged,
      int window,
      int capacity)
      throws IOException {
    boolean ipv6 = target.getAddress() instanceof Inet6Address;
    int slotBytes = UdpPackets.slotBytes(workload.numWant());
    this.target = target;
    this.source = source;
    this.forged = forged;
    this.window = window;
    this.capacity = capacity;
    this.requests = requests;
    this.inFlight = new InFlight(capacity);
    this.socket = NativeSocket.open(ipv6);
    this.batch = DatagramBatch.client(socket.fd(), Math.min(BATCH, capacity), slotBytes);
    this.in = batch.received();
    this.packets = new UdpPackets(batch, slotBytes, workload, forged);
    this.replies = new UdpReplies(in, ipv6);
    this.pace = Pace.closed(0);
  }

  @Override
  public void open() throws IOException {
    socket.receiveBuffer(BUFFER_BYTES);
    socket.sendBuffer(BUFFER_BYTES);
    if (source != null) {
      socket.bind(source);
    }
    socket.connect(target);
  }

  @Override
  public void begin(Phase phase, Tallies newTallies) {
    double rate = forged ? phase.forgedLaneRate() : phase.laneRate();
    active = !forged || rate > 0;
    through = false;
    requests.begin(forged ? Phase.Order.ROUND_ROBIN : phase.order());
    count(newTallies);
    // One place is for a connect request.
    pace =
        rate > 0
            ? Pace.open(capacity - 1, rate, phase.startNanos(), requests.random())
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
    keepConnected(now);
    int wanted = connected ? Math.min(batch.room(), pace.allowance(now, inFlight.size())) : 0;
    for (int i = 0; i < wanted; i++) {
      if (!requests.next() && !anotherPass()) {
        break;
      }
      queue(pace.take(now));
    }
    return batch.room() == batch.slots() ? 0 : batch.send();
  }

  /** The end of a pass is when all of it is answered or given up. */
  private boolean anotherPass() {
    through = inFlight.size() == 0 && !requests.nextPass();
    return inFlight.size() == 0 && !through && requests.next();
  }

  private void queue(long since) {
    int kind = requests.kind();
    int transactionId = inFlight.take(since, kind, requests.peer());
    tally(kind).requested(1);
    if (kind == Requests.SCRAPE) {
      packets.scrape(transactionId, requests);
      return;
    }
    packets.announce(transactionId, requests);
    if (kind == Requests.STOPPED) {
      requests.replace();
    }
  }

  private void keepConnected(long now) {
    if (connecting || (connected && now - connectedNanos < CONNECTION_NANOS)) {
      return;
    }
    if (++connects > CONNECTS_MAX) {
      throw new LoadException("The tracker does not answer a UDP connect request.");
    }
    connecting = true;
    packets.connect(inFlight.take(now, Requests.CONNECT, 0));
  }

  @Override
  public int receive() {
    // Where nothing was asked no answer is due; a system call for each quiet socket adds up.
    int count = inFlight.size() == 0 ? 0 : batch.receive();
    if (count == 0) {
      return 0;
    }
    long now = System.nanoTime();
    tallies.tick(now);
    for (int i = 0; i < count; i++) {
      take(batch.start(i), batch.length(i), now);
    }
    return count;
  }

  private void take(int start, int length, long now) {
    int place =
        length < UdpReplies.HEAD_LENGTH ? -1 : inFlight.place(in.getInt(start + Integer.BYTES));
    if (place < 0) {
      tally(Requests.ANNOUNCE).stray();
      return;
    }
    int kind = inFlight.kind(place);
    long nanos = now - inFlight.since(place);
    int peer = inFlight.peer(place);
    inFlight.free(place);
    if (kind == Requests.CONNECT) {
      connected(start, length, now);
    } else if (replies.count(kind, start, length, nanos, tally(kind))) {
      requests.answered(peer);
    }
  }

  private void connected(int start, int length, long now) {
    connecting = false;
    if (length >= UdpLayout.CONNECT_LENGTH && in.getInt(start) == UdpLayout.ACTION_CONNECT) {
      packets.connected(in.getLong(start + 2 * Integer.BYTES));
      connected = true;
      connectedNanos = now;
      connects = 0;
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
    inFlight.expire(nowNanos - LOST_NANOS, onLost);
  }

  private void lost(int kind, int peer) {
    if (kind == Requests.CONNECT) {
      connecting = false;
    } else {
      tally(kind).lost(1);
    }
  }

  @Override
  public boolean finished() {
    return forged || through;
  }

  @Override
  public int inFlight() {
    return inFlight.size();
  }

  @Override
  public int unanswered() {
    return forged ? 0 : requests.unanswered();
  }

  @Override
  public void close() {
    socket.close();
  }
}
