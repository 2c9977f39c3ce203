package org.everswarm.node.wire;

import io.netty.buffer.ByteBuf;
import org.everswarm.node.wire.WireMessage.ExtensionHandshake;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BInt;
import org.everswarm.protocol.bencode.BencodeLimits;
import org.everswarm.protocol.bencode.BencodeReader;
import org.everswarm.protocol.bencode.BencodeWriter;
import org.everswarm.protocol.bencode.MalformedBencode;

/** The handshake of the extension protocol (BEP 10): ours, and what we read of a peer's. */
final class ExtensionHandshakes {

  /** Requests a peer may have outstanding; what the best clients say and use. */
  static final int REQUEST_QUEUE = 2_000;

  /** Longer ones are skipped. */
  static final int MAX_BYTES = 16 << 10;

  private static final String CLIENT = "Everswarm 0.1";
  private static final BencodeReader READER =
      new BencodeReader(new BencodeLimits(MAX_BYTES, 8, 512, MAX_BYTES, false));
  private static final ExtensionHandshake NOTHING_KNOWN = new ExtensionHandshake(0, false);

  private ExtensionHandshakes() {}

  /**
   * What we say of ourselves. No extension is offered: a private torrent has no use for them.
   *
   * @param listenPort where we listen, told to those we call; 0 when they know it
   */
  static byte[] ours(IpAddress peer, int listenPort) {
    BDict.Builder dict = BDict.builder();
    dict.put("m", BDict.builder().build());
    if (listenPort != 0) {
      dict.put("p", listenPort);
    }
    dict.put("reqq", REQUEST_QUEUE);
    dict.put("upload_only", 1);
    dict.put("v", CLIENT);
    dict.put("yourip", peer.toBytes());
    return BencodeWriter.write(dict.build());
  }

  /** Reads a peer's; one that makes no sense says nothing. */
  static ExtensionHandshake read(ByteBuf payload) {
    byte[] bytes = new byte[payload.readableBytes()];
    payload.readBytes(bytes);
    try {
      BDict dict = READER.readDict(bytes);
      long port = integer(dict, "p");
      boolean uploadOnly = integer(dict, "upload_only") == 1;
      return new ExtensionHandshake(port > 0 && port <= 0xFFFF ? (int) port : 0, uploadOnly);
    } catch (MalformedBencode notOurConcern) {
      return NOTHING_KNOWN;
    }
  }

  private static long integer(BDict dict, String key) {
    return dict.find(key).orElse(null) instanceof BInt value ? value.value() : 0;
  }
}
