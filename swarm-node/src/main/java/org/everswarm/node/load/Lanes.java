package org.everswarm.node.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the lanes of a load: which peers each speaks for, and from which address. */
final class Lanes {

  private static final int HONEST = 0x7F00_0001;
  private static final int FORGED = 0x7F01_0001;

  /** HTTP connections of each address that forged receipts come from. */
  private static final int FORGED_CONNECTIONS = 8;

  private final Target target;
  private final LanePlan plan;
  private final Workload workload;

  Lanes(Target target, LanePlan plan, Workload workload) {
    this.target = target;
    this.plan = plan;
    this.workload = workload;
  }

  /** As many as there are sockets, or workers over HTTP; at least one of each source address. */
  List<Lane> honest() throws IOException {
    int sources = plan.sources();
    int wanted = target.http() ? plan.workers() : plan.workers() * plan.sockets();
    int perSource = Math.max(1, wanted / sources);
    int connections = Math.max(1, plan.workers() * plan.connections() / (perSource * sources));
    List<Lane> lanes = new ArrayList<>();
    for (int part = 0; part < perSource; part++) {
      for (int source = 0; source < sources; source++) {
        Requests requests = slice(source, part, perSource);
        InetSocketAddress address = sources == 1 ? null : loopback(HONEST + source);
        lanes.add(lane(address, requests, false, connections));
      }
    }
    return lanes;
  }

  private Requests slice(int source, int part, int parts) {
    int from = workload.peers().from(source);
    long size = workload.peers().from(source + 1) - (long) from;
    return new Requests(
        workload,
        from + (int) (size * part / parts),
        from + (int) (size * (part + 1) / parts),
        SplitMix.at(workload.seed(), (long) source * parts + part));
  }

  /** One of each address that forged receipts come from; over IPv6 all from the same. */
  List<Lane> forged() throws IOException {
    Workload announces = workload.announcesOnly();
    List<Lane> lanes = new ArrayList<>();
    for (int source = 0; source < plan.forgedSources(); source++) {
      long seed = SplitMix.at(~workload.seed(), source);
      Requests requests = new Requests(announces, 0, workload.peers().peers(), seed);
      boolean own = target.isLoopback() && target.isIpv4();
      lanes.add(lane(own ? loopback(FORGED + source) : null, requests, true, FORGED_CONNECTIONS));
    }
    return lanes;
  }

  private Lane lane(
      @Nullable InetSocketAddress source, Requests requests, boolean forged, int connections)
      throws IOException {
    if (target.http()) {
      int depth = plan.pipeline();
      return new HttpLane(target, source, workload, requests, forged, connections, depth);
    }
    int capacity = forged ? plan.forgedCapacity() : InFlight.CAPACITY_MAX;
    int window = plan.window();
    return new UdpLane(target.address(), source, workload, requests, forged, window, capacity);
  }

  private static InetSocketAddress loopback(int address) throws UnknownHostException {
    byte[] bytes = {
      (byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address
    };
    return new InetSocketAddress(InetAddress.getByAddress(bytes), 0);
  }
}
