package org.everswarm.node.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is kept alive, and what was asked over it and not answered yet, oldest first.
 * Not thread-safe.
 */
final class HttpConnection {

  /** Longest response, head and body, that can be read. */
  static final int RESPONSE_BYTES_MAX = 1 << 15;

  private final InetSocketAddress target;
  private final @Nullable InetSocketAddress source;
  private final Selector selector;
  private final ByteBuffer in = ByteBuffer.allocateDirect(RESPONSE_BYTES_MAX);
  private final ErrorTexts.Bytes bytes = in::get;
  private final long[] since;
  private final int[] peers;
  private final byte[] kinds;
  private int oldest;
  private int waiting;
  private SocketChannel channel;

  /**
   * @param depth most requests in flight
   */
  HttpConnection(
      InetSocketAddress target, @Nullable InetSocketAddress source, Selector selector, int depth)
      throws IOException {
    this.target = target;
    this.source = source;
    this.selector = selector;
    this.since = new long[depth];
    this.peers = new int[depth];
    this.kinds = new byte[depth];
    this.channel = connect();
  }

  private SocketChannel connect() throws IOException {
    SocketChannel fresh = SocketChannel.open();
    try {
      fresh.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (source != null) {
        fresh.bind(source);
      }
      fresh.connect(target);
      fresh.configureBlocking(false);
      fresh.register(selector, SelectionKey.OP_READ, this);
      return fresh;
    } catch (IOException e) {
      fresh.close();
      throw e;
    }
  }

  /** Gives up what is in flight and begins anew. */
  void reopen() throws IOException {
    close();
    oldest = 0;
    waiting = 0;
    in.clear();
    channel = connect();
  }

  int room() {
    return since.length - waiting;
  }

  int waiting() {
    return waiting;
  }

  /** Notes a request that was written. */
  void asked(long nanos, int kind, int peer) {
    int place = (oldest + waiting++) % since.length;
    since[place] = nanos;
    kinds[place] = (byte) kind;
    peers[place] = peer;
  }

  /** The oldest request was answered. */
  void answered() {
    oldest = (oldest + 1) % since.length;
    waiting--;
  }

  long oldestSince() {
    return since[oldest];
  }

  int oldestKind() {
    return kinds[oldest];
  }

  int oldestPeer() {
    return peers[oldest];
  }

  /** Sends all of it; false when the connection does not take it, and is of no more use. */
  boolean write(ByteBuffer out) {
    try {
      channel.write(out);
      return !out.hasRemaining();
    } catch (IOException broken) {
      return false;
    }
  }

  /** Takes what has arrived; false when the connection is at its end. */
  boolean read() {
    try {
      return channel.read(in) >= 0;
    } catch (IOException broken) {
      return false;
    }
  }

  /** What has arrived: the bytes up to its position. */
  ByteBuffer in() {
    return in;
  }

  ErrorTexts.Bytes bytes() {
    return bytes;
  }

  /** The bytes before {@code index} are done with. */
  void consumed(int index) {
    in.limit(in.position()).position(index);
    in.compact();
  }

  void close() {
    try {
      channel.close();
    } catch (IOException gone) {
      // It is of no more use either way.
    }
  }
}
