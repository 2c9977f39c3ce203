package org.everswarm.tracker.listen;

import java.util.List;
import org.everswarm.protocol.IpAddress;

/**
 * Who a request is from, when it came through proxies. Immutable.
 *
 * <p>{@code X-Forwarded-For} is written by anybody, so it is walked from the right, where our own
 * proxy wrote, and only as long as the writer of an entry is trusted: the first address that is not
 * a trusted proxy is the client. What stands left of it may be a lie and is never read.
 */
public final class TrustedProxies {

  private static final int HOPS_MAX = 32;

  private final List<Cidr> networks;

  public TrustedProxies(List<Cidr> networks) {
    this.networks = List.copyOf(networks);
  }

  public boolean trusts(IpAddress address) {
    for (int i = 0; i < networks.size(); i++) {
      if (networks.get(i).contains(address)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The client behind {@code socket}.
   *
   * @param forwarded the values of {@code X-Forwarded-For} in the order of their header lines
   */
  public IpAddress client(IpAddress socket, List<String> forwarded) {
    IpAddress client = socket;
    int hops = 0;
    for (int line = forwarded.size() - 1; line >= 0; line--) {
      String value = forwarded.get(line);
      int to = value.length();
      while (to >= 0) {
        if (!trusts(client) || ++hops > HOPS_MAX) {
          return client;
        }
        int comma = value.lastIndexOf(',', to - 1);
        var hop = IpAddress.parse(address(value.substring(comma + 1, to).strip()));
        if (hop.isEmpty()) {
          return client;
        }
        client = hop.get();
        to = comma;
      }
    }
    return client;
  }

  /** Some proxies append the port: {@code 192.0.2.1:4711}, {@code [2001:db8::1]:4711}. */
  private static String address(String entry) {
    if (entry.startsWith("[")) {
      int end = entry.indexOf(']');
      return end < 0 ? entry : entry.substring(1, end);
    }
    int colon = entry.indexOf(':');
    return colon > 0 && colon == entry.lastIndexOf(':') ? entry.substring(0, colon) : entry;
  }
}
