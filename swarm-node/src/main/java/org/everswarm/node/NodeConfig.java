package org.everswarm.node;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.everswarm.node.control.TrackerAddress;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.jspecify.annotations.Nullable;

/**
 * What a swarm-node is to do, checked. Immutable.
 *
 * @param trackerUrls as they were given
 * @param trackers the same, one or more
 * @param webUrl what web seed URLs begin with; empty when nobody can know it
 * @param receiptKeys keys that hold whatever the tracker says
 */
record NodeConfig(
    List<String> trackerUrls,
    List<TrackerAddress> trackers,
    NodeToken token,
    Path data,
    List<InetSocketAddress> wire,
    List<InetSocketAddress> web,
    InetSocketAddress ops,
    List<IpAddress> advertised,
    String webUrl,
    List<ReceiptPublicKey> receiptKeys,
    int eventLoops,
    long readBytes,
    int maxConnections,
    int maxSourceConnections) {

  private static final int EVENT_LOOPS_MAX = 1024;
  private static final int TRACKERS_MAX = 64;
  private static final int ADVERTISED_MAX = 4;
  private static final int WIRE_PORT_MIN = 1024;

  NodeConfig {
    trackerUrls = List.copyOf(trackerUrls);
    trackers = List.copyOf(trackers);
    wire = List.copyOf(wire);
    web = List.copyOf(web);
    advertised = List.copyOf(advertised);
    receiptKeys = List.copyOf(receiptKeys);
  }

  static NodeConfig of(RunOptions options) {
    List<String> trackers = trackers(options.tracker);
    List<InetSocketAddress> web = addresses("--web", options.web);
    List<IpAddress> advertised = advertised(options.advertise);
    return new NodeConfig(
        trackers,
        trackers.stream().map(NodeConfig::tracker).toList(),
        NodeToken.of(options.token, options.tokenFile),
        options.data,
        wire(options.wire),
        web,
        HostPort.parse("--ops", options.ops),
        advertised,
        webUrl(options.webUrl, web, advertised),
        options.receiptKeys.stream().map(NodeConfig::receiptKey).toList(),
        Optional.ofNullable(options.eventLoops)
            .map(loops -> between("--event-loops", loops, 1, EVENT_LOOPS_MAX))
            .orElse(Runtime.getRuntime().availableProcessors()),
        (long) between("--read-memory", options.readMemoryMib, 2, 1 << 20) << 20,
        between("--max-connections", options.maxConnections, 1, 1 << 20),
        between("--max-source-connections", options.maxSourceConnections, 1, 1 << 20));
  }

  private static List<String> trackers(List<String> given) {
    List<String> urls = given.stream().map(String::strip).filter(url -> !url.isEmpty()).toList();
    if (urls.isEmpty()) {
      throw new ConfigException("--tracker is missing: give the tracker's URL.");
    }
    if (urls.size() > TRACKERS_MAX) {
      throw new ConfigException(
          "--tracker takes " + TRACKERS_MAX + " URLs at most, not " + urls.size() + ".");
    }
    return urls.stream().distinct().toList();
  }

  static int between(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ConfigException(option + " is " + least + " to " + most + ", not " + value + ".");
    }
    return value;
  }

  private static TrackerAddress tracker(String url) {
    try {
      return TrackerAddress.parse(url);
    } catch (IllegalArgumentException wrong) {
      throw new ConfigException("--tracker: " + wrong.getMessage() + ".", wrong);
    }
  }

  private static List<InetSocketAddress> addresses(String option, List<String> texts) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String text : texts) {
      InetSocketAddress address = HostPort.parse(option, text);
      if (address.getPort() != 0 && addresses.contains(address)) {
        throw new ConfigException(option + " names " + text + " twice.");
      }
      addresses.add(address);
    }
    if (addresses.isEmpty()) {
      throw new ConfigException(option + " needs at least one HOST:PORT.");
    }
    // A TCP socket on 0.0.0.0 takes IPv6 too: beside it, [::] with its port is the same again.
    addresses.removeIf(
        address ->
            address.getPort() != 0
                && isAny(address, Inet6Address.class)
                && addresses.stream()
                    .anyMatch(
                        other ->
                            other.getPort() == address.getPort()
                                && isAny(other, Inet4Address.class)));
    return addresses;
  }

  private static boolean isAny(InetSocketAddress address, Class<? extends InetAddress> family) {
    return family.isInstance(address.getAddress()) && address.getAddress().isAnyLocalAddress();
  }

  /** The tracker names no wire port below 1024, because such ports belong to other services. */
  private static List<InetSocketAddress> wire(List<String> texts) {
    List<InetSocketAddress> wire = addresses("--wire", texts);
    for (InetSocketAddress address : wire) {
      if (address.getPort() != 0 && address.getPort() < WIRE_PORT_MIN) {
        throw new ConfigException(
            "--wire wants a port from " + WIRE_PORT_MIN + ", not " + address.getPort() + ".");
      }
    }
    return wire;
  }

  private static List<IpAddress> advertised(List<String> texts) {
    if (texts.size() > ADVERTISED_MAX) {
      throw new ConfigException(
          "--advertise takes " + ADVERTISED_MAX + " addresses at most, not " + texts.size() + ".");
    }
    return texts.stream().map(NodeConfig::advertised).toList();
  }

  private static IpAddress advertised(String text) {
    return IpAddress.parse(text)
        .orElseThrow(
            () -> new ConfigException("--advertise wants an IP address, not '" + text + "'."));
  }

  private static ReceiptPublicKey receiptKey(Path file) {
    try {
      return ReceiptPublicKey.parseLine(Files.readString(file).strip());
    } catch (IOException unreadable) {
      throw new ConfigException("--receipt-key: " + file + " cannot be read.", unreadable);
    } catch (IllegalArgumentException wrong) {
      throw new ConfigException(
          "--receipt-key: " + file + " is no receipt public key: " + wrong.getMessage(), wrong);
    }
  }

  private static String webUrl(
      @Nullable String given, List<InetSocketAddress> web, List<IpAddress> advertised) {
    if (given != null) {
      return httpUrl(given);
    }
    InetAddress bound = web.get(0).getAddress();
    if (bound.isAnyLocalAddress() && advertised.isEmpty()) {
      return "";
    }
    InetAddress host = advertised.isEmpty() ? bound : advertised.get(0).toInetAddress();
    return "http://" + HostPort.format(new InetSocketAddress(host, web.get(0).getPort())) + "/ws";
  }

  private static String httpUrl(String given) {
    try {
      URI uri = URI.create(given);
      if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
        return given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
      }
    } catch (IllegalArgumentException malformed) {
      // Falls through to the sentence.
    }
    throw new ConfigException(
        "--web-url wants a URL such as https://node.example/ws, not '" + given + "'.");
  }

  /** Where peers announce, made from the trackers' URLs: all of them are one tier (BEP 12). */
  List<String> announceUrls() {
    return trackerUrls.stream().map(NodeConfig::announceUrl).toList();
  }

  private static String announceUrl(String trackerUrl) {
    String base =
        trackerUrl.endsWith("/") ? trackerUrl.substring(0, trackerUrl.length() - 1) : trackerUrl;
    return base.replaceFirst("^(?i)ws", "http") + "/announce";
  }
}
