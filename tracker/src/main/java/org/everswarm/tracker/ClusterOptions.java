package org.everswarm.tracker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.everswarm.tracker.cluster.ClusterKey;
import org.everswarm.tracker.cluster.ClusterSettings;
import org.everswarm.tracker.cluster.JoinTarget;
import org.jspecify.annotations.Nullable;

/** What the options of {@code run} say of a cluster. */
final class ClusterOptions {

  private static final int PORT_MAX = 0xFFFF;
  private static final int ZONE_LENGTH_MAX = 64;

  private ClusterOptions() {}

  /** The settings of a node with others, or nothing for a single node. */
  static Optional<ClusterSettings> of(RunOptions options) {
    String bindText = options.clusterBind;
    if (bindText == null) {
      requireNone(options);
      return Optional.empty();
    }
    InetSocketAddress bind = withPort("--cluster-bind", HostPort.parse("--cluster-bind", bindText));
    Optional<InetSocketAddress> told = address("--cluster-public", options.clusterPublic);
    if (bind.getAddress().isAnyLocalAddress() && told.isEmpty()) {
      throw new ConfigException(
          "--cluster-bind "
              + bindText
              + " needs --cluster-public: under which address do other nodes reach this one?");
    }
    return Optional.of(
        new ClusterSettings(
            bind,
            told,
            bus(bind, options.clusterBus),
            join(options, bind),
            key(options),
            zone(options)));
  }

  private static void requireNone(RunOptions options) {
    List<String> given = new ArrayList<>();
    add(given, "--cluster-public", options.clusterPublic);
    add(given, "--cluster-bus", options.clusterBus);
    add(given, "--join", options.join.isEmpty() ? null : options.join);
    add(given, "--join-dns", options.joinDns);
    add(given, "--cluster-key", options.clusterKey);
    add(given, "--zone", options.zone);
    if (!given.isEmpty()) {
      throw new ConfigException(
          given.get(0) + " needs --cluster-bind: where do other nodes reach this one?");
    }
  }

  private static void add(List<String> given, String option, @Nullable Object value) {
    if (value != null) {
      given.add(option);
    }
  }

  private static Optional<InetSocketAddress> address(String option, @Nullable String text) {
    return text == null
        ? Optional.empty()
        : Optional.of(withPort(option, HostPort.parse(option, text)));
  }

  private static InetSocketAddress withPort(String option, InetSocketAddress address) {
    if (address.getPort() == 0) {
      throw new ConfigException(option + " needs a port other than 0, which other nodes can know.");
    }
    return address;
  }

  private static InetSocketAddress bus(InetSocketAddress bind, @Nullable String text) {
    return address("--cluster-bus", text)
        .orElseGet(
            () -> {
              if (bind.getPort() == PORT_MAX) {
                throw new ConfigException(
                    "--cluster-bind has the last port there is; say --cluster-bus too.");
              }
              return new InetSocketAddress(bind.getAddress(), bind.getPort() + 1);
            });
  }

  private static List<JoinTarget> join(RunOptions options, InetSocketAddress bind) {
    List<JoinTarget> targets = new ArrayList<>();
    for (String text : options.join) {
      targets.add(target("--join", text, 0));
    }
    String name = options.joinDns;
    if (name != null) {
      targets.add(target("--join-dns", name, bind.getPort()));
    }
    return targets;
  }

  /** Not looked up here: a node that is not there yet may have no address either. */
  private static JoinTarget target(String option, String text, int usualPort) {
    if (usualPort != 0 && !text.isBlank() && text.indexOf(':') < 0) {
      return new JoinTarget(text, usualPort);
    }
    HostPort.Parts parts = HostPort.split(option, text);
    if (parts.port() == 0) {
      throw new ConfigException(option + " needs a port other than 0.");
    }
    return new JoinTarget(parts.host(), parts.port());
  }

  private static ClusterKey key(RunOptions options) {
    Path file = options.clusterKey;
    if (file == null) {
      throw new ConfigException(
          "--cluster-bind needs --cluster-key: make a file with 'keys cluster FILE' and give every"
              + " node a copy.");
    }
    try {
      return ClusterKey.read(file);
    } catch (IOException unreadable) {
      throw new ConfigException(
          "--cluster-key: " + file + " cannot be read (" + DataDirectory.reason(unreadable) + ").",
          unreadable);
    } catch (IllegalArgumentException wrong) {
      throw new ConfigException("--cluster-key: " + wrong.getMessage() + ".", wrong);
    }
  }

  private static Optional<String> zone(RunOptions options) {
    String zone = options.zone;
    if (zone != null && (zone.isBlank() || zone.length() > ZONE_LENGTH_MAX)) {
      throw new ConfigException("--zone is a name of 1 to " + ZONE_LENGTH_MAX + " characters.");
    }
    return Optional.ofNullable(zone);
  }
}
