package org.everswarm.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.IpAddress;

/**
 * Trackers on machines of their own, peers that announce to them all the while, and what the
 * trackers have to answer then.
 */
final class ClusterUnderLoad implements AutoCloseable {

  private static final int ANNOUNCES_PER_SECOND = 400;

  private final ClusterNetwork network;
  private final TrackerCluster cluster;
  private final PeerBook book;
  private final PeerLoad load;
  private final ClusterCheck check;

  private ClusterUnderLoad(
      ClusterNetwork network, TrackerCluster cluster, PeerLoad load, PeerBook book) {
    this.network = network;
    this.cluster = cluster;
    this.load = load;
    this.book = book;
    check = new ClusterCheck(book, ClusterNetwork.PORT);
  }

  /** How such a cluster is made. */
  static final class Builder {

    private final Path directory;
    private int machines = 3;
    private int nodes = 3;
    private boolean anyHostWillDo;
    private WallClock lastClock = WallClock.RIGHT;
    private int smallDisk;
    private Optional<Path> recording = Optional.empty();
    private final List<String> args = new ArrayList<>();

    Builder(Path directory) {
      this.directory = directory;
    }

    Builder nodes(int count) {
      nodes = count;
      machines = count;
      return this;
    }

    /** One machine more, for a tracker that is none of the cluster. */
    Builder strangersMachine() {
      machines = nodes + 1;
      return this;
    }

    /** See {@link PeerLoad}. */
    Builder clientsKnowAllHosts() {
      anyHostWillDo = true;
      return this;
    }

    /** The clock of the last machine is that far ahead, or behind. */
    Builder clockOfTheLast(int aheadSeconds) {
      lastClock = new WallClock(aheadSeconds);
      return this;
    }

    /** The last node has that many KiB for its data. */
    Builder smallDiskOfTheLast(int kibibytes) {
      smallDisk = kibibytes;
      return this;
    }

    /** See {@link FaultySwitch}. */
    Builder recording(Path file) {
      recording = Optional.of(file);
      return this;
    }

    /** More arguments of {@code run}. */
    Builder args(String... more) {
      args.addAll(Arrays.asList(more));
      return this;
    }

    /** Starts all and waits until each node is ready, sees all others, and knows all peers. */
    ClusterUnderLoad start() {
      List<WallClock> clocks = new ArrayList<>(Collections.nCopies(machines, WallClock.RIGHT));
      clocks.set(machines - 1, lastClock);
      ClusterNetwork network = new ClusterNetwork(clocks, recording);
      try {
        TrackerCluster cluster =
            new TrackerCluster(network, directory, args.toArray(String[]::new));
        try {
          return start(network, cluster);
        } catch (RuntimeException | Error e) {
          cluster.close();
          throw e;
        }
      } catch (RuntimeException | Error e) {
        network.close();
        throw e;
      }
    }

    private ClusterUnderLoad start(ClusterNetwork network, TrackerCluster cluster) {
      List<ClusterHost> hosts = network.hosts().subList(0, nodes);
      if (smallDisk > 0) {
        cluster.smallDisk(hosts.get(nodes - 1), smallDisk);
      }
      cluster.start(hosts, nodes);
      PeerBook book = new PeerBook(1, clients(network, false), clients(network, true));
      PeerLoad load =
          new PeerLoad(book, hosts, ClusterNetwork.PORT, addresses(network), anyHostWillDo);
      load.rate(ANNOUNCES_PER_SECOND);
      return new ClusterUnderLoad(network, cluster, load, book);
    }
  }

  /** The clients' addresses; their ports say nothing. */
  static List<Endpoint> clients(ClusterNetwork network, boolean ipv6) {
    return network.clientAddresses(ipv6).stream()
        .map(address -> new Endpoint(IpAddress.parse(address).orElseThrow(), 1))
        .toList();
  }

  /** The clients' addresses, of both families. */
  static List<IpAddress> addresses(ClusterNetwork network) {
    return Stream.of(false, true)
        .flatMap(ipv6 -> clients(network, ipv6).stream())
        .map(Endpoint::address)
        .toList();
  }

  /** The machine with this number, from 1. */
  ClusterHost host(int number) {
    return network.hosts().get(number - 1);
  }

  /** The machines with these numbers. */
  List<ClusterHost> hosts(int... numbers) {
    return Arrays.stream(numbers).mapToObj(this::host).toList();
  }

  FaultySwitch wires() {
    return network.wires();
  }

  TrackerCluster cluster() {
    return cluster;
  }

  PeerLoad load() {
    return load;
  }

  PeerBook book() {
    return book;
  }

  /** Peers announce for so long; each request is answered. */
  void announceFor(int seconds) {
    for (int i = 0; i < seconds * 10; i++) {
      RunningProgram.sleepMillis(100);
      load.assertContent();
    }
  }

  /**
   * Peers fall silent; from then on, how many seconds it takes until each of these nodes knows all
   * that live and none that does not. Fails beyond the limit, and when a request went unanswered.
   */
  double agree(Collection<ClusterHost> nodes, int limitSeconds) {
    load.pause();
    return check.awaitAgreement(nodes, limitSeconds);
  }

  /** Peers announce again, after {@link #agree}. */
  void goOn() {
    load.rate(ANNOUNCES_PER_SECOND);
  }

  /**
   * SIGKILL to all of these at the same moment; what they were told in their last second is in
   * doubt.
   */
  void kill9(Collection<ClusterHost> dead) {
    long now = System.nanoTime();
    dead.forEach(load::down);
    cluster.kill9(dead);
    load.lost(List.copyOf(dead), now);
  }

  @Override
  public void close() {
    load.close();
    cluster.close();
    network.close();
  }
}
