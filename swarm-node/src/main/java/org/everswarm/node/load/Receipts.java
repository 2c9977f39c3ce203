package org.everswarm.node.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;

/**
 * The tokens that peers show, as text, 116 bytes each. Immutable.
 *
 * <p>A forged one is a token of ours with another receipt id and another point in its signature: it
 * is well formed, was never seen, and takes a check of the signature to be told. The scalar at the
 * end stays: one out of range would be malformed.
 */
final class Receipts {

  static final int LENGTH = ReceiptToken.TEXT_LENGTH;

  /** As many as an array has room for. */
  static final int COUNT_MAX = 18_000_000;

  /** Characters 16 to 23 are amid the receipt id, 40 to 63 amid the signature's point. */
  private static final int ID_FROM = 16;

  private static final int POINT_FROM = 40;
  private static final int POINT_TO = 64;
  private static final int PER_WORD = 8;

  private static final byte[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
          .getBytes(StandardCharsets.US_ASCII);

  private final byte[] tokens;

  private Receipts(byte[] tokens) {
    this.tokens = tokens;
  }

  /** For a load without receipts. */
  static Receipts none() {
    return new Receipts(new byte[0]);
  }

  /** Mints {@code count} receipts that do not end; takes some 50 µs each of one processor. */
  static Receipts mint(ReceiptPrivateKey key, long bundleId, int count, long seed) {
    ReceiptSigner signer = new ReceiptSigner(key);
    byte[] tokens = new byte[Math.multiplyExact(count, LENGTH)];
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              long id = SplitMix.at(seed, i);
              ReceiptToken token =
                  signer.sign(bundleId, id, ReceiptSigner.NEVER, ReceiptKind.BUYER);
              byte[] text = token.text().getBytes(StandardCharsets.US_ASCII);
              System.arraycopy(text, 0, tokens, i * LENGTH, LENGTH);
            });
    return new Receipts(tokens);
  }

  int count() {
    return tokens.length / LENGTH;
  }

  boolean isEmpty() {
    return tokens.length == 0;
  }

  /** Writes the token of a peer. */
  void write(ByteBuf out, int at, int peer) {
    out.setBytes(at, tokens, peer % count() * LENGTH, LENGTH);
  }

  /** Writes a token that no one has signed. */
  void writeForged(ByteBuf out, int at, SplitMix random) {
    write(out, at, (int) random.below(count()));
    scramble(out, at + ID_FROM, random.next());
    for (int i = POINT_FROM; i < POINT_TO; i += PER_WORD) {
      scramble(out, at + i, random.next());
    }
  }

  private static void scramble(ByteBuf out, int at, long word) {
    for (int i = 0; i < PER_WORD; i++) {
      out.setByte(at + i, ALPHABET[(int) (word >>> (6 * i)) & 63]);
    }
  }
}
