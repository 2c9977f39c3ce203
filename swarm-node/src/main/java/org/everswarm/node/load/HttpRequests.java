package org.everswarm.node.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Writes GET requests. Allocates nothing after construction. Not thread-safe. */
final class HttpRequests {

  /** Room for one request: a scrape of 74 info-hashes is the longest. */
  static final int LENGTH_MAX = 8192;

  private static final byte[] PEER_ID = ascii("&peer_id=-EL0001-000000000000&port=");
  private static final byte[] NUM_WANT = ascii("&uploaded=50&downloaded=50&compact=1&numwant=");
  private static final byte[] NOTHING_LEFT = ascii("&left=0&event=");
  private static final byte[] SOME_LEFT = ascii("&left=50&event=");
  private static final byte[] COMPLETED = ascii("completed");
  private static final byte[] STARTED = ascii("started");
  private static final byte[] STOPPED = ascii("stopped");
  private static final byte[] INFO_HASH = ascii("info_hash=");
  private static final byte[] RECEIPT = ascii("receipt=");
  private static final byte[] DIGITS = ascii("0123456789ABCDEF");

  private final Workload workload;
  private final boolean forged;
  private final byte[] announce;
  private final byte[] scrape;
  private final byte[] end;

  HttpRequests(Target target, Workload workload, boolean forged) {
    this.workload = workload;
    this.forged = forged;
    this.announce = ascii("GET " + target.path() + "?");
    this.scrape = ascii("GET " + target.scrapePath() + "?");
    this.end = ascii(" HTTP/1.1\r\nHost: " + target.authority() + "\r\n\r\n");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  void write(ByteBuf out, Requests request) {
    if (request.kind() == Requests.SCRAPE) {
      scrape(out, request);
    } else {
      announce(out, request);
    }
    out.writeBytes(end);
  }

  private void announce(ByteBuf out, Requests request) {
    out.writeBytes(announce);
    receipt(out, request);
    hash(out, request.torrent());
    out.writeBytes(PEER_ID);
    number(out, request.port());
    out.writeBytes(NUM_WANT);
    number(out, workload.numWant());
    out.writeBytes(request.seeder() ? NOTHING_LEFT : SOME_LEFT);
    if (request.kind() == Requests.STOPPED) {
      out.writeBytes(STOPPED);
    } else {
      out.writeBytes(request.seeder() ? COMPLETED : STARTED);
    }
  }

  private void receipt(ByteBuf out, Requests request) {
    Receipts receipts = workload.receipts();
    if (receipts.isEmpty()) {
      return;
    }
    out.writeBytes(RECEIPT);
    int at = out.writerIndex();
    if (forged) {
      receipts.writeForged(out, at, request.random());
    } else {
      receipts.write(out, at, request.peer());
    }
    out.writerIndex(at + Receipts.LENGTH);
    out.writeByte('&');
  }

  private void scrape(ByteBuf out, Requests request) {
    out.writeBytes(scrape);
    for (int i = 0; i < request.scrapeCount(); i++) {
      if (i > 0) {
        out.writeByte('&');
      }
      hash(out, request.drawTorrent());
    }
  }

  private void hash(ByteBuf out, int torrent) {
    InfoHashes hashes = workload.hashes();
    out.writeBytes(INFO_HASH);
    escape(out, hashes.word0(torrent), Long.BYTES);
    escape(out, hashes.word1(torrent), Long.BYTES);
    escape(out, hashes.word2(torrent), Integer.BYTES);
  }

  private static void escape(ByteBuf out, long word, int bytes) {
    for (int i = bytes - 1; i >= 0; i--) {
      int b = (int) (word >>> (8 * i)) & 0xFF;
      out.writeMedium(('%' << 16) | (DIGITS[b >> 4] << 8) | DIGITS[b & 15]);
    }
  }

  private static void number(ByteBuf out, int value) {
    int scale = 1;
    while (value / scale >= 10) {
      scale *= 10;
    }
    for (; scale > 0; scale /= 10) {
      out.writeByte('0' + value / scale % 10);
    }
  }
}
