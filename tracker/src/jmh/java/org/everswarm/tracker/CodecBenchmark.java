package org.everswarm.tracker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.SwarmCounts;
import org.everswarm.protocol.http.AnnounceQuery;
import org.everswarm.protocol.http.AnnounceResponse;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.receipt.ReceiptVerifier;
import org.everswarm.protocol.udp.UdpLayout;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What reading an announce and writing its reply costs, without socket, gate and table. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class CodecBenchmark {

  private static final int DIFFERENT = 1024;
  private static final int PEERS = 22;
  private static final int PORT = 6881;
  private static final int URL_DATA = 2;

  private final ReceiptSigner signer =
      new ReceiptSigner(ReceiptPrivateKey.generate(1, new SecureRandom()));
  private final ReceiptVerifier verifier = new ReceiptVerifier(signer.publicKey());
  private final ReceiptToken[] tokens = new ReceiptToken[DIFFERENT];
  private final String[] texts = new String[DIFFERENT];
  private final String[] targets = new String[DIFFERENT];
  private final String[] paidTargets = new String[DIFFERENT];
  private final ByteBuf[] packets = new ByteBuf[DIFFERENT];
  private final AnnounceQuery query = new AnnounceQuery();
  private final ByteBuf out = Unpooled.directBuffer(2048);
  private final byte[] peers4 = new byte[PEERS * UdpLayout.PEER4_LENGTH];
  private final byte[] peers6 = {};
  private final IpAddress client = IpAddress.ofIpv4(0x0A000001);
  private int next;

  /** As many different ones as fit in the caches. */
  public CodecBenchmark() {
    SplittableRandom random = new SplittableRandom(1);
    random.nextBytes(peers4);
    for (int i = 0; i < DIFFERENT; i++) {
      tokens[i] = signer.sign(7, random.nextLong(), ReceiptSigner.NEVER, ReceiptKind.BUYER);
      texts[i] = tokens[i].text();
      byte[] id = new byte[UdpLayout.HASH_LENGTH];
      random.nextBytes(id);
      String query = query(id);
      targets[i] = "/announce?" + query;
      paidTargets[i] = "/announce?receipt=" + texts[i] + "&" + query;
      packets[i] = Unpooled.directBuffer(UdpLayout.ANNOUNCE_LENGTH + URL_DATA);
      packets[i].writeLong(random.nextLong()).writeInt(UdpLayout.ACTION_ANNOUNCE).writeInt(i);
      packets[i].writeBytes(id).writeBytes(id).writeLong(0).writeLong(1).writeLong(0).writeInt(2);
      packets[i].writeInt(0).writeInt(i).writeInt(30).writeShort(PORT);
    }
  }

  private static String query(byte[] id) {
    StringBuilder text = new StringBuilder("info_hash=");
    for (byte b : id) {
      text.append('%').append(Character.forDigit((b >> 4) & 15, 16));
      text.append(Character.forDigit(b & 15, 16));
    }
    text.append("&peer_id=-qB4520-abcdefghijkl&port=6881&uploaded=0&downloaded=0&left=1000");
    return text.append("&corrupt=0&key=ABCDEF01&event=started&numwant=200&compact=1").toString();
  }

  /** The query of an announce as qBittorrent sends it. */
  @Benchmark
  public Object httpQuery() {
    return query.parse(targets[next()]) == null ? query.infoHash() : query;
  }

  /** The same with a receipt. */
  @Benchmark
  public long httpQueryWithReceipt() {
    query.parse(paidTargets[next()]);
    ReceiptToken receipt = query.receipt();
    return receipt == null ? 0 : receipt.receiptId();
  }

  /** A reply with 22 peers. */
  @Benchmark
  public Object httpReply() {
    out.clear();
    AnnounceResponse.write(
        out,
        1800,
        300,
        new SwarmCounts(next(), 5, 7, 7),
        peers4,
        peers4.length,
        peers6,
        0,
        client,
        null,
        null);
    return out;
  }

  /** All fields of an announce, and a reply with 22 peers (BEP 15). */
  @Benchmark
  public long udpAnnounce() {
    ByteBuf in = packets[next()];
    long read = UdpLayout.connectionId(in, 0) + UdpLayout.action(in, 0) + UdpLayout.hash0(in, 0);
    read += UdpLayout.hash1(in, 0) + UdpLayout.hash2(in, 0) + UdpLayout.left(in, 0);
    read += UdpLayout.event(in, 0) + UdpLayout.numWant(in, 0) + UdpLayout.port(in, 0);
    out.clear();
    UdpLayout.writeAnnounceHead(out, UdpLayout.transactionId(in, 0), 1800, 7, 5);
    out.writeBytes(peers4);
    return read + out.writerIndex();
  }

  /** A receipt token from its 116 characters. */
  @Benchmark
  public long receiptParse() {
    ReceiptToken receipt = ReceiptToken.parse(texts[next()]);
    return receipt == null ? 0 : receipt.receiptId();
  }

  /** The signature of a receipt. */
  @Benchmark
  public boolean receiptVerify() {
    return verifier.verify(tokens[next()]);
  }

  private int next() {
    next = (next + 1) & (DIFFERENT - 1);
    return next;
  }
}
