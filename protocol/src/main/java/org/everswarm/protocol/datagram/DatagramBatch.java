package org.everswarm.protocol.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams of one socket, received and sent many at a time: one recvmmsg reads up to as many as
 * there are slots, one sendmmsg sends those that were queued. Packets are read and written in place
 * in two fixed blocks of memory; after construction nothing is allocated. Not thread-safe; never
 * blocks. 64-bit Linux only: see {@link #available}.
 *
 * <p>A server's batch has the sender of each datagram, and says to whom each goes:
 *
 * <pre>{@code
 * int count = batch.receive();
 * for (int i = 0; i < count; i++) {
 *   int length = answer(batch.received(), batch.start(i), batch.outgoing(), batch.next());
 *   batch.reply(i, length);
 * }
 * batch.send();
 * }</pre>
 *
 * <p>A client's is of a connected socket, and has no addresses: {@link #queue} in place of {@link
 * #reply}. The memory is freed when the batch is no longer reachable; the socket is its owner's.
 */
public final class DatagramBatch {

  private final int fd;
  private final int slots;
  private final @Nullable SocketAddresses senders;
  private final @Nullable SocketAddresses recipients;
  private final Messages in;
  private final Messages out;
  private final ByteBuf received;
  private final ByteBuf outgoing;
  private int queued;
  private long full;
  private long errors;

  private DatagramBatch(int fd, int slots, Messages in, Messages out, Addresses addresses) {
    this.fd = fd;
    this.slots = slots;
    this.in = in;
    this.out = out;
    this.senders = addresses.senders;
    this.recipients = addresses.recipients;
    this.received = Unpooled.wrappedBuffer(in.memory());
    this.outgoing = Unpooled.wrappedBuffer(out.memory());
    outgoing.clear();
  }

  private record Addresses(
      @Nullable SocketAddresses senders, @Nullable SocketAddresses recipients) {}

  /** Whether batches can be had here; {@link #missing} says why not. */
  public static boolean available() {
    return LibC.MISSING == null;
  }

  /** Why batches cannot be had here: a few words for an operator; null when they can. */
  public static @Nullable String missing() {
    return LibC.MISSING;
  }

  /**
   * A batch for a socket that anybody may send to.
   *
   * @param ipv6 whether it is an IPv6 socket; IPv4 in its mapped form is taken for what it is
   * @param slots most datagrams received at once, and most queued to be sent
   * @param slotBytes longest datagram, received or sent
   */
  public static DatagramBatch server(int fd, boolean ipv6, int slots, int slotBytes) {
    requireAvailable();
    SocketAddresses senders = new SocketAddresses(ipv6, slots);
    SocketAddresses recipients = new SocketAddresses(ipv6, slots);
    return new DatagramBatch(
        fd,
        slots,
        new Messages(slots, slotBytes, senders),
        new Messages(slots, slotBytes, recipients),
        new Addresses(senders, recipients));
  }

  /** A batch for a connected socket of either family; parameters as of {@link #server}. */
  public static DatagramBatch client(int fd, int slots, int slotBytes) {
    requireAvailable();
    return new DatagramBatch(
        fd,
        slots,
        new Messages(slots, slotBytes, null),
        new Messages(slots, slotBytes, null),
        new Addresses(null, null));
  }

  private static void requireAvailable() {
    if (!available()) {
      throw new IllegalStateException("no datagram batches: " + missing());
    }
  }

  /**
   * Reads what has arrived, over the datagrams read before.
   *
   * @return how many, up to {@link #slots}; 0 when there is nothing, or when the socket had an
   *     error to tell, as a connected one whose peer has no such port; that is counted
   */
  public int receive() {
    int count = LibC.recvmmsg(fd, in.pointer(0), slots, LibC.MSG_DONTWAIT, 0);
    if (count >= 0) {
      return count;
    }
    int errno = LibC.errno();
    if (errno != LibC.EAGAIN && errno != LibC.EINTR) {
      errors++;
    }
    return 0;
  }

  /** The memory of all that was received; datagram i begins at {@link #start}. */
  public ByteBuf received() {
    return received;
  }

  /** The index of the first byte of slot {@code i}, in {@link #received} and {@link #outgoing}. */
  public int start(int i) {
    return in.start(i);
  }

  /** The length of datagram {@code i}, of what is left of it when it was {@link #truncated}. */
  public int length(int i) {
    return in.lengthReceived(i);
  }

  /** Whether datagram {@code i} was longer than a slot, and was cut. */
  public boolean truncated(int i) {
    return in.truncated(i);
  }

  /** First word of the sender's address, as in {@link org.everswarm.protocol.IpAddress}. */
  public long sourceHigh(int i) {
    return senders().high(i);
  }

  /** Second word of the sender's address. */
  public long sourceLow(int i) {
    return senders().low(i);
  }

  /** The sender's port; 0 is one that cannot be answered. */
  public int sourcePort(int i) {
    return senders().port(i);
  }

  /** The sender of datagram {@code i}, to be kept. Allocates. */
  public DatagramAddress source(int i) {
    SocketAddresses from = senders();
    return new DatagramAddress(from.high(i), from.low(i), from.port(i), from.scope(i));
  }

  /** The memory of what is to be sent; the next datagram belongs at {@link #next}. */
  public ByteBuf outgoing() {
    return outgoing;
  }

  /** The index in {@link #outgoing} where the next datagram is to be written. */
  public int next() {
    if (queued == slots) {
      throw new IllegalStateException("the batch is full");
    }
    return out.start(queued);
  }

  /** How many more datagrams can be queued. */
  public int room() {
    return slots - queued;
  }

  /** Queues the {@code length} bytes at {@link #next} for the sender of datagram {@code i}. */
  public void reply(int i, int length) {
    recipients().copy(queued, senders(), i);
    queue(length);
  }

  /** Queues the {@code length} bytes at {@link #next} for {@code recipient}, of this family. */
  public void reply(DatagramAddress recipient, int length) {
    recipients()
        .set(queued, recipient.high(), recipient.low(), recipient.port(), recipient.scope());
    queue(length);
  }

  /** Queues the {@code length} bytes at {@link #next} for whom they were for last time. */
  public void queue(int length) {
    if (queued == slots || length > out.slotBytes()) {
      throw new IllegalStateException("no room for a datagram of " + length + " bytes");
    }
    out.lengthToSend(queued, length);
    queued++;
  }

  /**
   * Hands what is queued to the system; nothing stays queued. What it has no room for is dropped
   * and counted in {@link #full}; one it refuses for another reason, as one to an address without a
   * route, in {@link #errors}, and those behind it are sent all the same.
   *
   * @return how many it took
   */
  public int send() {
    int next = 0;
    int taken = 0;
    while (next < queued) {
      int sent = LibC.sendmmsg(fd, out.pointer(next), queued - next, LibC.MSG_DONTWAIT);
      if (sent > 0) {
        next += sent;
        taken += sent;
      } else {
        // The system tells an error only when it is the first datagram's.
        int errno = LibC.errno();
        if (errno == LibC.EAGAIN || errno == LibC.ENOBUFS) {
          full += queued - next;
          break;
        }
        if (errno != LibC.EINTR) {
          errors++;
          next++;
        }
      }
    }
    queued = 0;
    return taken;
  }

  /** Most datagrams in a batch. */
  public int slots() {
    return slots;
  }

  /** Datagrams dropped since construction because the socket's send buffer was full. */
  public long full() {
    return full;
  }

  /** Errors of the socket since construction; of a datagram to be sent, it is lost. */
  public long errors() {
    return errors;
  }

  private SocketAddresses senders() {
    if (senders == null) {
      throw new IllegalStateException("a connected socket's batch has no addresses");
    }
    return senders;
  }

  private SocketAddresses recipients() {
    if (recipients == null) {
      throw new IllegalStateException("a connected socket's batch has no addresses");
    }
    return recipients;
  }
}
