package org.everswarm.tracker.listen;

import org.everswarm.protocol.IpAddress;

/**
 * A network: an address and how many of its leading bits count, in the 128-bit space in which IPv4
 * is mapped. Bits beyond the prefix are zero.
 */
public record Cidr(IpAddress network, int prefixLength) {

  private static final int IPV4_OFFSET = 96;

  public Cidr {
    if (prefixLength < 0 || prefixLength > 128) {
      throw new IllegalArgumentException("a prefix has 0 to 128 bits, not " + prefixLength);
    }
    network =
        new IpAddress(
            network.high() & highMask(prefixLength), network.low() & lowMask(prefixLength));
  }

  /** Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a single address. */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    IpAddress address =
        IpAddress.parse(slash < 0 ? text : text.substring(0, slash)).orElseThrow(() -> bad(text));
    int longest = address.isIpv4() ? 32 : 128;
    int length = slash < 0 ? longest : length(text, slash + 1);
    if (length > longest) {
      throw bad(text);
    }
    return new Cidr(address, address.isIpv4() ? length + IPV4_OFFSET : length);
  }

  /** Whether {@code address} lies in this network. */
  public boolean contains(IpAddress address) {
    return (address.high() & highMask(prefixLength)) == network.high()
        && (address.low() & lowMask(prefixLength)) == network.low();
  }

  private static int length(String text, int from) {
    int digits = text.length() - from;
    if (digits < 1 || digits > 3) {
      throw bad(text);
    }
    int length = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        throw bad(text);
      }
      length = 10 * length + c - '0';
    }
    return length;
  }

  private static IllegalArgumentException bad(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a network: write it as 10.0.0.0/8 or fd00::/8");
  }

  private static long highMask(int length) {
    return length == 0 ? 0 : length >= 64 ? -1 : -1L << (64 - length);
  }

  private static long lowMask(int length) {
    return length <= 64 ? 0 : -1L << (128 - length);
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    boolean ipv4 = network.isIpv4() && prefixLength >= IPV4_OFFSET;
    return network + "/" + (ipv4 ? prefixLength - IPV4_OFFSET : prefixLength);
  }
}
