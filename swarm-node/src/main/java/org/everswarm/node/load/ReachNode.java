package org.everswarm.node.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.PeerId;
import org.everswarm.protocol.udp.UdpLayout;
import org.everswarm.protocol.udp.UdpRequest;
import org.jspecify.annotations.Nullable;

/** One node of a cluster, over UDP (BEP 15). Confined to one thread; never waits but to connect. */
final class ReachNode implements AutoCloseable {

  private static final int REPLY_BYTES = 2048;
  private static final int PORT = 6881;
  private static final int SCRAPE_REPLY_HEAD = 8;
  private static final int SCRAPE_REPLY_SWARM = 12;
  private static final int LEECHERS = 8;
  private static final int CONNECT_TRIES = 50;
  private static final long CONNECT_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Questions whose answers are waited for: those of a few seconds. */
  private static final int OPEN_MAX = 4096;

  private final DatagramChannel channel;
  private final ByteBuffer in = ByteBuffer.allocate(REPLY_BYTES);
  private final Set<Reach.Probe> awaited = new LinkedHashSet<>();
  private final Map<Integer, List<Reach.Probe>> open = new HashMap<>();
  private long connectionId;
  private int transactionId;

  private ReachNode(DatagramChannel channel) {
    this.channel = channel;
  }

  /** Gets a connection id, or fails after five seconds. */
  static ReachNode connect(InetSocketAddress address) throws IOException {
    ReachNode node = new ReachNode(DatagramChannel.open());
    node.channel.configureBlocking(false);
    node.channel.connect(address);
    for (int i = 0; i < CONNECT_TRIES; i++) {
      node.send(new UdpRequest.Connect(0));
      LockSupport.parkNanos(CONNECT_TURN_NANOS);
      ByteBuffer reply = node.receive();
      if (reply != null && reply.remaining() == UdpLayout.CONNECT_LENGTH) {
        node.connectionId = reply.getLong(8);
        return node;
      }
    }
    node.close();
    throw new LoadException(address + " gives no connection id.");
  }

  void announce(Reach.Probe probe) throws IOException {
    int id = question(List.of(probe));
    PeerId peer = new PeerId(0, 0, 0);
    send(
        new UdpRequest.Announce(
            connectionId,
            id,
            probe.infoHash,
            peer,
            0,
            1,
            0,
            AnnounceEvent.STARTED,
            0,
            0,
            0,
            PORT,
            ""));
  }

  /** Asks for a probe from now on, until it is there. */
  void await(Reach.Probe probe) {
    awaited.add(probe);
  }

  void forget(Reach.Probe probe) {
    awaited.remove(probe);
  }

  /** Asks for all that is awaited. */
  void ask() throws IOException {
    List<Reach.Probe> all = List.copyOf(awaited);
    for (int from = 0; from < all.size(); from += UdpLayout.MAX_SCRAPE) {
      List<Reach.Probe> some = all.subList(from, Math.min(all.size(), from + UdpLayout.MAX_SCRAPE));
      int id = question(some);
      send(
          new UdpRequest.Scrape(
              connectionId, id, some.stream().map(probe -> probe.infoHash).toList()));
    }
  }

  /** Reads what has come; tells of each probe that is seen here for the first time. */
  void read(Consumer<Reach.Probe> seen) throws IOException {
    for (ByteBuffer reply = receive(); reply != null; reply = receive()) {
      if (reply.remaining() < SCRAPE_REPLY_HEAD) {
        continue;
      }
      List<Reach.Probe> asked = open.remove(reply.getInt(4));
      int action = reply.getInt(0);
      if (asked == null) {
        continue;
      }
      if (action == UdpLayout.ACTION_ERROR) {
        throw new LoadException("A node refuses: reach needs open access.");
      }
      if (action == UdpLayout.ACTION_ANNOUNCE) {
        asked.get(0).announced = true;
      } else if (action == UdpLayout.ACTION_SCRAPE) {
        counts(reply, asked, seen);
      }
    }
  }

  private void counts(ByteBuffer reply, List<Reach.Probe> asked, Consumer<Reach.Probe> seen) {
    int swarms = (reply.remaining() - SCRAPE_REPLY_HEAD) / SCRAPE_REPLY_SWARM;
    for (int i = 0; i < Math.min(swarms, asked.size()); i++) {
      int leechers = reply.getInt(SCRAPE_REPLY_HEAD + i * SCRAPE_REPLY_SWARM + LEECHERS);
      if (leechers > 0 && awaited.remove(asked.get(i))) {
        seen.accept(asked.get(i));
      }
    }
  }

  private int question(List<Reach.Probe> about) {
    if (open.size() >= OPEN_MAX) {
      open.clear(); // Their answers are lost; all is asked again.
    }
    open.put(++transactionId, about);
    return transactionId;
  }

  private void send(UdpRequest request) throws IOException {
    ByteBuf out = Unpooled.buffer();
    request.encode(out);
    try {
      channel.write(out.nioBuffer());
    } catch (PortUnreachableException nobodyThere) {
      // As good as lost.
    }
  }

  private @Nullable ByteBuffer receive() throws IOException {
    in.clear();
    try {
      return channel.read(in) > 0 ? in.flip() : null;
    } catch (PortUnreachableException nobodyThere) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
