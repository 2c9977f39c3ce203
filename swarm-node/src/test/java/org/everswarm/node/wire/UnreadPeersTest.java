package org.everswarm.node.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.everswarm.node.admission.AdmissionLimits;
import org.everswarm.node.admission.Admissions;
import org.everswarm.node.admission.Denials;
import org.everswarm.node.admission.Receipts;
import org.everswarm.node.store.BundleStore;
import org.everswarm.node.store.Content;
import org.everswarm.node.store.DiskPieceReader;
import org.everswarm.node.store.ReaderLimits;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers that ask and do not read, against the memory that all reads share. */
@Timeout(240)
class UnreadPeersTest {

  private static final int BLOCKS = 500;
  private static final int GREEDY = 200;
  private static final long READ_BYTES = 128L << 20;

  @Test
  void oneAddressThatDoesNotReadStarvesNoOther(@TempDir Path directory) throws Exception {
    Content film = Content.file(directory, "film", BLOCKS * Content.PIECE);
    Vertx vertx = Vertx.vertx();
    List<SocketPeer> greedy = new ArrayList<>();
    try (BundleStore store = BundleStore.open(directory.resolve("data"), InstantSource.system());
        DiskPieceReader reader =
            new DiskPieceReader(
                store, PooledByteBufAllocator.DEFAULT, new ReaderLimits(2, READ_BYTES, 16_384))) {
      InfoHash infoHash = store.add(film.torrent(), film.path(), Gate.FREE, 0).infoHash();
      Wire wire = wire(store, reader);
      vertx.deployVerticle(wire.newServer()).await(60, TimeUnit.SECONDS);
      while (greedy.size() < GREEDY && ask("127.0.0.1", wire, infoHash, greedy)) {}
      assertEquals(WireLimits.defaults().connectionsPerAddress(), wire.served().taken());

      assertTrue(ask("127.0.0.2", wire, infoHash, greedy));
      SocketPeer honest = greedy.get(greedy.size() - 1);
      for (int block = 0; block < BLOCKS; block++) {
        honest.readUntil(MessageId.PIECE);
      }
      assertTrue(reader.bytesInFlight() > 0, "the others were to wait with theirs");
      assertTrue(reader.bytesInFlight() < READ_BYTES / 2, reader.bytesInFlight() + " bytes");
      for (SocketPeer peer : greedy) {
        peer.close();
      }
      vertx.close().await(60, TimeUnit.SECONDS);
    }
  }

  private static Wire wire(BundleStore store, DiskPieceReader reader) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new Wire(
        WireSettings.listeningOn(new InetSocketAddress(loopback, 0)),
        store,
        reader,
        new Admissions(
            AdmissionLimits.defaults(),
            new Receipts(Runnable::run, 1, List.of()),
            new Denials(infoHash -> false),
            InstantSource.system()),
        new WireCounters(),
        new Random(1),
        () -> System.nanoTime() / 1_000_000,
        InstantSource.system());
  }

  /** Asks for every block and reads none; false when this address is served no more. */
  private static boolean ask(String from, Wire wire, InfoHash infoHash, List<SocketPeer> peers)
      throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(8 << 10);
    socket.bind(new InetSocketAddress(IpAddress.parse(from).orElseThrow().toInetAddress(), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), wire.port()));
    SocketPeer peer = new SocketPeer(socket);
    peer.sendHandshake(infoHash, true);
    if (peer.in.readNBytes(Handshake.LENGTH).length < Handshake.LENGTH) {
      peer.close();
      return false;
    }
    peers.add(peer);
    for (int block = 0; block < BLOCKS; block++) {
      peer.request(new BlockRequest(block, 0, Content.PIECE));
    }
    return true;
  }
}
