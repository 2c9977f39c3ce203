package org.everswarm.node.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.everswarm.protocol.datagram.DatagramBatch;
import org.everswarm.protocol.udp.UdpLayout;

/**
 * Writes BEP 15 requests in the slots of a batch. What is the same in each announce stays in its
 * slot. Allocates nothing after construction. Not thread-safe.
 */
final class UdpPackets {

  private static final int ACTION = 8;
  private static final int TRANSACTION_ID = 12;
  private static final int HASHES = 16;
  private static final int DOWNLOADED = 56;
  private static final int LEFT = 64;
  private static final int UPLOADED = 72;
  private static final int EVENT = 80;
  private static final int NUM_WANT = 92;
  private static final int PORT = 96;

  private static final int EVENT_COMPLETED = 1;
  private static final int EVENT_STARTED = 2;
  private static final int EVENT_STOPPED = 3;

  /** Of what a peer tells to have moved, and lacks. */
  private static final long SOME_BYTES = 50;

  private static final int URL_DATA = 2;
  private static final byte[] URL = "/announce?receipt=".getBytes(StandardCharsets.US_ASCII);
  private static final int TOKEN = UdpLayout.ANNOUNCE_LENGTH + 2 + URL.length;

  private final DatagramBatch batch;
  private final ByteBuf out;
  private final Workload workload;
  private final boolean forged;
  private final int slotBytes;
  private final boolean[] stamped;
  private long connectionId;

  UdpPackets(DatagramBatch batch, int slotBytes, Workload workload, boolean forged) {
    this.batch = batch;
    this.out = batch.outgoing();
    this.slotBytes = slotBytes;
    this.workload = workload;
    this.forged = forged;
    this.stamped = new boolean[batch.slots()];
  }

  /** Most bytes of a request or of a reply; an odd number of cache lines, which spreads them. */
  static int slotBytes(int numWant) {
    int reply = UdpLayout.ANNOUNCE_REPLY_HEAD_LENGTH + numWant * UdpLayout.PEER6_LENGTH;
    int request = UdpLayout.SCRAPE_HEAD_LENGTH + UdpLayout.MAX_SCRAPE * UdpLayout.HASH_LENGTH;
    return (Math.max(reply, request) + 127) / 128 * 128 + 64;
  }

  void connected(long id) {
    connectionId = id;
  }

  void connect(int transactionId) {
    int at = batch.next();
    stamped[at / slotBytes] = false;
    out.setLong(at, UdpLayout.PROTOCOL_ID);
    out.setInt(at + ACTION, UdpLayout.ACTION_CONNECT);
    out.setInt(at + TRANSACTION_ID, transactionId);
    batch.queue(UdpLayout.CONNECT_LENGTH);
  }

  void scrape(int transactionId, Requests request) {
    int at = batch.next();
    stamped[at / slotBytes] = false;
    out.setLong(at, connectionId);
    out.setInt(at + ACTION, UdpLayout.ACTION_SCRAPE);
    out.setInt(at + TRANSACTION_ID, transactionId);
    int length = UdpLayout.SCRAPE_HEAD_LENGTH;
    for (int i = 0; i < request.scrapeCount(); i++) {
      hash(at + length, request.drawTorrent());
      length += UdpLayout.HASH_LENGTH;
    }
    batch.queue(length);
  }

  void announce(int transactionId, Requests request) {
    int at = batch.next();
    stamp(at);
    boolean seeder = request.seeder();
    out.setLong(at, connectionId);
    out.setInt(at + TRANSACTION_ID, transactionId);
    hash(at + HASHES, request.torrent());
    out.setLong(at + LEFT, seeder ? 0 : SOME_BYTES);
    out.setInt(at + EVENT, event(request.kind(), seeder));
    out.setShort(at + PORT, request.port());
    batch.queue(receipt(at, request));
  }

  private static int event(int kind, boolean seeder) {
    if (kind == Requests.STOPPED) {
      return EVENT_STOPPED;
    }
    return seeder ? EVENT_COMPLETED : EVENT_STARTED;
  }

  private void hash(int at, int torrent) {
    InfoHashes hashes = workload.hashes();
    out.setLong(at, hashes.word0(torrent));
    out.setLong(at + 8, hashes.word1(torrent));
    out.setInt(at + 16, hashes.word2(torrent));
  }

  private int receipt(int at, Requests request) {
    Receipts receipts = workload.receipts();
    if (receipts.isEmpty()) {
      return UdpLayout.ANNOUNCE_LENGTH;
    }
    if (forged) {
      receipts.writeForged(out, at + TOKEN, request.random());
    } else {
      receipts.write(out, at + TOKEN, request.peer());
    }
    return TOKEN + Receipts.LENGTH;
  }

  private void stamp(int at) {
    int slot = at / slotBytes;
    if (stamped[slot]) {
      return;
    }
    stamped[slot] = true;
    out.setZero(at, UdpLayout.ANNOUNCE_LENGTH);
    out.setInt(at + ACTION, UdpLayout.ACTION_ANNOUNCE);
    out.setLong(at + DOWNLOADED, SOME_BYTES);
    out.setLong(at + UPLOADED, SOME_BYTES);
    out.setInt(at + NUM_WANT, workload.numWant());
    out.setByte(at + UdpLayout.ANNOUNCE_LENGTH, URL_DATA);
    out.setByte(at + UdpLayout.ANNOUNCE_LENGTH + 1, URL.length + Receipts.LENGTH);
    out.setBytes(at + UdpLayout.ANNOUNCE_LENGTH + 2, URL);
  }
}
