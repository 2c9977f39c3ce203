package org.everswarm.tracker.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.everswarm.protocol.datagram.DatagramAddress;
import org.everswarm.protocol.datagram.DatagramBatch;
import org.everswarm.protocol.datagram.DatagramException;
import org.everswarm.protocol.datagram.NativeSocket;
import org.everswarm.tracker.announce.DropReason;
import org.everswarm.tracker.announce.LoopCounters;
import org.everswarm.tracker.announce.Transport;
import org.everswarm.tracker.gate.SipHash;
import org.jspecify.annotations.Nullable;

/**
 * A socket that netty's epoll loop watches and we read and write ourselves, in place: one system
 * call for up to {@value #BATCH} packets and one for their replies. Confined to that loop, but for
 * {@link #execute}; allocates nothing per packet.
 *
 * <p>No netty channel: it costs three objects and a microsecond a packet, which is a third of what
 * the kernel needs. Epoll is level-triggered, so what is left over wakes the loop again, after the
 * loop's other work had its turn.
 *
 * <p>The clock is read twice per batch, not per packet. A packet's time is that of its whole batch,
 * from the moment the batch was read until its replies were handed to the kernel: no reply leaves
 * earlier, so it is what the client waits for. Packets without a reply count too.
 */
final class BatchListener implements UdpListener, EpollIoHandle, LateReplies {

  static final int BATCH = 64;

  /** So that HTTP on the same loop waits a millisecond at most. */
  private static final int BATCHES_PER_TURN = 4;

  private static final int SEND_BUFFER_BYTES = 4 << 20;

  private final IoEventLoop loop;
  private final NativeSocket socket;
  private final InetSocketAddress address;
  private final FileDescriptor descriptor;
  private final DatagramBatch batch;
  private final UdpPacket packet;
  private final UdpRequests requests;
  private final LoopCounters counters;
  private final UdpFaults faults;
  private final OverloadShedder shedder;
  private final LongSupplier nanoClock;
  private @Nullable IoRegistration registration;
  private int current;
  private long lost;
  private boolean flushing;
  private volatile boolean closed;

  private BatchListener(IoEventLoop loop, NativeSocket socket, UdpSettings settings, UdpParts parts)
      throws DatagramException {
    this.loop = loop;
    this.socket = socket;
    this.address = socket.localAddress();
    this.descriptor = new FileDescriptor(socket.fd());
    this.batch = DatagramBatch.server(socket.fd(), socket.ipv6(), BATCH, UdpPacket.BYTES_MAX);
    this.packet = new UdpPacket(() -> batch.source(current));
    packet.in = batch.received();
    packet.out = batch.outgoing();
    this.counters = parts.counters().newLoop();
    this.nanoClock = parts.nanoClock();
    this.faults = new UdpFaults(counters, nanoClock);
    SecureRandom random = new SecureRandom();
    this.shedder =
        new OverloadShedder(
            new SipHash(random.nextLong(), random.nextLong()), nanoClock.getAsLong());
    this.requests = new UdpRequests(settings, parts, counters, this);
  }

  /** Whether a context's event loop and this system are of the kind. */
  static boolean fits(ContextInternal context) {
    return DatagramBatch.available()
        && context.nettyEventLoop() instanceof IoEventLoop io
        && io.isIoType(EpollIoHandler.class);
  }

  /**
   * Opens one on the loop of {@code context}, which must be the current one.
   *
   * @param joins whether others are bound to the address already, to be joined
   */
  static Future<UdpListener> open(
      ContextInternal context,
      UdpSettings settings,
      UdpParts parts,
      InetSocketAddress bind,
      boolean joins) {
    BatchListener listener;
    try {
      listener = bound((IoEventLoop) context.nettyEventLoop(), settings, parts, bind, joins);
    } catch (DatagramException e) {
      return Future.failedFuture(e);
    }
    Promise<UdpListener> opened = context.promise();
    listener
        .loop
        .register(listener)
        .addListener(
            (io.netty.util.concurrent.Future<IoRegistration> done) -> {
              if (done.isSuccess()) {
                listener.watch(done.getNow());
                opened.complete(listener);
              } else {
                listener.close();
                opened.fail(done.cause());
              }
            });
    return opened.future();
  }

  private static BatchListener bound(
      IoEventLoop loop, UdpSettings settings, UdpParts parts, InetSocketAddress bind, boolean joins)
      throws DatagramException {
    NativeSocket socket = NativeSocket.open(bind.getAddress() instanceof Inet6Address);
    try {
      socket.receiveBuffer(settings.receiveBufferBytes());
      socket.sendBuffer(SEND_BUFFER_BYTES);
      if (joins) {
        socket.shareAddress();
      }
      socket.bind(bind);
      // Alone until here: see UdpFrontEnd.deploy.
      if (!joins) {
        socket.shareAddress();
      }
      return new BatchListener(loop, socket, settings, parts);
    } catch (DatagramException e) {
      socket.close();
      throw e;
    }
  }

  private void watch(IoRegistration registered) {
    registration = registered;
    registered.submit(EpollIoOps.EPOLLIN);
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public boolean shareable() {
    return true;
  }

  @Override
  public void handle(IoRegistration readable, IoEvent event) {
    for (int turn = 0; turn < BATCHES_PER_TURN && !closed; turn++) {
      int count = batch.receive();
      if (count > 0) {
        serve(count);
      }
      if (count < BATCH) {
        break;
      }
    }
    countLost();
  }

  private void serve(int count) {
    long startNanos = nanoClock.getAsLong();
    requests.tick(startNanos);
    if (shedder.read(count, startNanos)) {
      shedder.tick(socket.receiveQueueFill(), startNanos);
    }
    if (batch.room() < count) {
      batch.send();
    }
    for (int i = 0; i < count; i++) {
      requests.touch(batch.received(), batch.start(i), batch.length(i));
    }
    for (int i = 0; i < count; i++) {
      answer(i);
    }
    batch.send();
    counters.timed(Transport.UDP, nanoClock.getAsLong() - startNanos, count);
  }

  private void answer(int i) {
    current = i;
    packet.start = batch.start(i);
    // One that was cut is told by its length, as on sockets that do not say.
    packet.length = batch.length(i);
    packet.addressHigh = batch.sourceHigh(i);
    packet.addressLow = batch.sourceLow(i);
    packet.port = batch.sourcePort(i);
    if (shedder.active() && shedder.sheds(packet.addressHigh, packet.addressLow)) {
      counters.dropped(DropReason.SHED);
      return;
    }
    packet.reply = batch.next();
    try {
      int length = requests.answer(packet);
      if (length > 0) {
        batch.reply(i, length);
      }
    } catch (RuntimeException e) {
      faults.failed(e);
    }
  }

  /** A reply that the kernel did not take: its client asks again. */
  private void countLost() {
    long all = batch.full() + batch.errors();
    if (all != lost) {
      counters.dropped(DropReason.BUSY, all - lost);
      lost = all;
    }
  }

  @Override
  public void execute(Runnable task) {
    if (closed) {
      return;
    }
    try {
      loop.execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      // The loop has ended, and the listener with it.
    }
  }

  private void run(Runnable task) {
    if (closed) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException e) {
      faults.failed(e);
    }
  }

  /** Late replies wait for those that are ready in the same turn of the loop, to leave together. */
  @Override
  public void send(ByteBuf reply, int length, DatagramAddress recipient) {
    if (batch.room() == 0) {
      batch.send();
    }
    batch.outgoing().setBytes(batch.next(), reply, 0, length);
    batch.reply(recipient, length);
    if (!flushing) {
      flushing = true;
      execute(this::flush);
    }
  }

  private void flush() {
    flushing = false;
    batch.send();
    countLost();
  }

  @Override
  public Future<Void> stop() {
    close();
    return Future.succeededFuture();
  }

  /** The loop calls it too, when it ends before the verticle does. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (registration != null) {
        registration.cancel();
      }
      socket.close();
    }
  }
}
