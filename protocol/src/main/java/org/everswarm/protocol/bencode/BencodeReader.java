package org.everswarm.protocol.bencode;

/**
 * Reads bencode (BEP 3) within {@link BencodeLimits}.
 *
 * <p>Thread-safe.
 */
public final class BencodeReader {

  private final BencodeLimits limits;

  public BencodeReader(BencodeLimits limits) {
    this.limits = limits;
  }

  /** Reads the one value that {@code in} consists of. The result keeps no hold on {@code in}. */
  public BValue read(byte[] in) throws MalformedBencode {
    if (in.length > limits.maxBytes()) {
      throw new MalformedBencode("more than " + limits.maxBytes() + " bytes", limits.maxBytes());
    }
    BencodeCursor cursor = new BencodeCursor(in, limits);
    BValue value = cursor.value(0);
    cursor.expectEnd();
    return value;
  }

  /** Reads the one dictionary that {@code in} consists of. */
  public BDict readDict(byte[] in) throws MalformedBencode {
    if (read(in) instanceof BDict dict) {
      return dict;
    }
    throw new MalformedBencode("not a dictionary", 0);
  }
}
