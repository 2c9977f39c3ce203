package org.everswarm.node.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.everswarm.node.admission.Admission;
import org.everswarm.node.admission.AdmissionListener;
import org.everswarm.node.admission.Admissions;
import org.everswarm.node.store.BundleStore;
import org.everswarm.node.store.HeldTorrent;
import org.everswarm.node.store.PieceReader;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * The peer wire of one process: what its {@link WireServer}s, one an event loop, share.
 * Thread-safe.
 *
 * <p>To use: deploy as many of {@link #newServer()} as there are event loops.
 */
public final class Wire {

  private static final byte[] PEER_ID_PREFIX = "-ES0010-".getBytes(StandardCharsets.US_ASCII);

  private final WireSettings settings;
  private final WireTorrents torrents;
  private final Admissions admissions;
  private final WireCounters counters;
  private final LongSupplier nowMillis;
  private final InstantSource clock;
  private final PeerId ourId;
  private final Seats calling;
  private final Seats called;
  private final Seats served;
  private final LivePeers live = new LivePeers();
  private final Dialer dialer;
  private final List<WireServer> servers = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private volatile int port;

  /**
   * @param nowMillis a clock that never jumps, in milliseconds, for time-outs
   * @param clock the time of day, for the end of admissions
   */
  public Wire(
      WireSettings settings,
      BundleStore store,
      PieceReader reader,
      Admissions admissions,
      WireCounters counters,
      RandomGenerator random,
      LongSupplier nowMillis,
      InstantSource clock) {
    this(settings, torrents(store, reader), admissions, counters, random, nowMillis, clock);
  }

  Wire(
      WireSettings settings,
      WireTorrents torrents,
      Admissions admissions,
      WireCounters counters,
      RandomGenerator random,
      LongSupplier nowMillis,
      InstantSource clock) {
    this.settings = settings;
    this.torrents = torrents;
    this.admissions = admissions;
    this.counters = counters;
    this.nowMillis = nowMillis;
    this.clock = clock;
    this.ourId = newPeerId(random);
    WireLimits limits = settings.limits();
    this.calling = new Seats(limits.pending(), limits.pendingPerAddress());
    this.called = new Seats(limits.dials(), limits.pendingPerAddress());
    this.served = new Seats(limits.connections(), limits.connectionsPerAddress());
    this.dialer = new Dialer(this);
    admissions.listen(new Listener());
  }

  /** A verticle that accepts and calls peers on one event loop. */
  public WireServer newServer() {
    return new WireServer(this);
  }

  /** The port listened on; 0 until a server was deployed. */
  public int port() {
    return port;
  }

  WireSettings settings() {
    return settings;
  }

  WireTimes times() {
    return settings.times();
  }

  Admissions admissions() {
    return admissions;
  }

  WireCounters counters() {
    return counters;
  }

  PeerId ourId() {
    return ourId;
  }

  /**
   * Places for connections in their handshake: whoever fills those of callers with silence keeps
   * nobody from being called.
   */
  Seats pending(Direction direction) {
    return direction == Direction.INBOUND ? calling : called;
  }

  /** Places for connections that are served. */
  Seats served() {
    return served;
  }

  LivePeers live() {
    return live;
  }

  long nowMillis() {
    return nowMillis.getAsLong();
  }

  long epochSecond() {
    return clock.instant().getEpochSecond();
  }

  @Nullable WireTorrent find(InfoHash infoHash) {
    return torrents.find(infoHash);
  }

  void listensOn(int actualPort) {
    port = actualPort;
  }

  void started(WireServer server) {
    servers.add(server);
  }

  void stopped(WireServer server) {
    servers.remove(server);
  }

  /** The server whose turn it is to make a call; null while none runs. */
  @Nullable WireServer nextServer() {
    List<WireServer> now = List.copyOf(servers);
    return now.isEmpty() ? null : now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
  }

  private final class Listener implements AdmissionListener {

    @Override
    public void admitted(Admission admission) {
      dialer.admitted(admission);
    }

    @Override
    public void revoked(Set<Long> receiptIds) {
      servers.forEach(server -> server.revoked(receiptIds));
    }

    @Override
    public void denied(Set<InfoHash> infoHashes) {
      servers.forEach(server -> server.denied(infoHashes));
    }
  }

  private static PeerId newPeerId(RandomGenerator random) {
    byte[] bytes = new byte[PeerId.LENGTH];
    random.nextBytes(bytes);
    System.arraycopy(PEER_ID_PREFIX, 0, bytes, 0, PEER_ID_PREFIX.length);
    return PeerId.of(bytes);
  }

  private static WireTorrents torrents(BundleStore store, PieceReader reader) {
    return infoHash -> {
      HeldTorrent held = store.find(infoHash);
      return held == null || !held.available() ? null : new StoredTorrent(held, reader);
    };
  }

  private record StoredTorrent(HeldTorrent held, PieceReader reader) implements WireTorrent {

    @Override
    public InfoHash infoHash() {
      return held.infoHash();
    }

    @Override
    public Gate gate() {
      return held.gate();
    }

    @Override
    public long pieceLength() {
      return held.pieceLength();
    }

    @Override
    public long totalLength() {
      return held.totalLength();
    }

    @Override
    public byte[] bitfield() {
      return held.bitfield();
    }

    @Override
    public CompletableFuture<ByteBuf> read(long offset, int length) {
      return reader.read(held, offset, length);
    }
  }
}
