package org.everswarm.tracker;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/** Reads and writes {@code HOST:PORT}, IPv6 addresses in brackets. */
final class HostPort {

  private static final int PORT_MAX = 0xFFFF;

  /** The two sides of the colon. */
  record Parts(String host, int port) {}

  private HostPort() {}

  /**
   * The address {@code text} names, resolved.
   *
   * @param option whose value it is, for the sentence when it is wrong
   */
  static InetSocketAddress parse(String option, String text) {
    Parts parts = split(option, text);
    InetSocketAddress address = new InetSocketAddress(parts.host, parts.port);
    if (address.isUnresolved()) {
      throw new ConfigException(
          option
              + ": the host '"
              + parts.host
              + "' has no address; give an IP address of this machine.");
    }
    return address;
  }

  /** What {@code text} says, not looked up: a name, or an address without brackets. */
  static Parts split(String option, String text) {
    int colon = text.lastIndexOf(':');
    int port = colon < 0 ? -1 : port(text.substring(colon + 1));
    if (colon <= 0 || port < 0) {
      throw malformed(option, text);
    }
    return new Parts(unbracketed(option, text, text.substring(0, colon)), port);
  }

  /** The form {@link #parse} reads; never resolves a name. */
  static String format(InetSocketAddress address) {
    String host = address.isUnresolved() ? address.getHostString() : literal(address);
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static String literal(InetSocketAddress address) {
    return NetUtil.toAddressString(address.getAddress());
  }

  private static String unbracketed(String option, String text, String host) {
    boolean bracketed = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
    if (!bracketed && host.indexOf(':') >= 0) {
      throw malformed(option, text);
    }
    return bracketed ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(String digits) {
    if (digits.isEmpty()
        || digits.length() > 5
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    int port = Integer.parseInt(digits);
    return port <= PORT_MAX ? port : -1;
  }

  private static ConfigException malformed(String option, String text) {
    return new ConfigException(
        option + " wants HOST:PORT, such as 0.0.0.0:6969 or [::]:6969, not '" + text + "'.");
  }
}
