package org.everswarm.protocol;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * An IP address as two big-endian words; IPv4 in its mapped form {@code ::ffff:a.b.c.d}, so that
 * one client has one address whichever socket it came through.
 */
public record IpAddress(long high, long low) {

  private static final long MAPPED = 0xFFFFL << 32;

  /** The IPv4 address whose four bytes are {@code address}. */
  public static IpAddress ofIpv4(int address) {
    return new IpAddress(0, MAPPED | Integer.toUnsignedLong(address));
  }

  /** Whether two words are an IPv4 address. */
  public static boolean isIpv4(long high, long low) {
    return high == 0 && low >>> 32 == 0xFFFF;
  }

  /** The address in {@code bytes}, 4 or 16 of them. */
  public static IpAddress of(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> ofIpv4(Words.getInt(bytes, 0));
      case 16 -> new IpAddress(Words.getLong(bytes, 0), Words.getLong(bytes, 8));
      default ->
          throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
    };
  }

  /** The address of a socket; any zone is dropped. */
  public static IpAddress of(InetAddress address) {
    return of(address.getAddress());
  }

  /** Reads an address literal; empty for anything else, host names among them. Never resolves. */
  public static Optional<IpAddress> parse(String literal) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
    return bytes == null ? Optional.empty() : Optional.of(of(bytes));
  }

  /** Whether this is an IPv4 address. */
  public boolean isIpv4() {
    return isIpv4(high, low);
  }

  /** The four bytes of an IPv4 address. */
  public int ipv4() {
    return (int) low;
  }

  /** The 4 or 16 bytes, in network order. */
  public byte[] toBytes() {
    if (isIpv4()) {
      byte[] bytes = new byte[4];
      Words.putInt(bytes, 0, ipv4());
      return bytes;
    }
    byte[] bytes = new byte[16];
    Words.putLong(bytes, 0, high);
    Words.putLong(bytes, 8, low);
    return bytes;
  }

  /** The JDK's form of this address. */
  public InetAddress toInetAddress() {
    try {
      return InetAddress.getByAddress(toBytes());
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** The address literal. Addresses of peers must not be logged. */
  @Override
  public String toString() {
    return NetUtil.toAddressString(toInetAddress());
  }
}
