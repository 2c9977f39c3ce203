package org.everswarm.node.load;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A load as it will run; every option checked.
 *
 * @param target the tracker; null: none, there is only something to write
 * @param distribution how peers fall to torrents
 * @param torrents how many
 * @param peers how many
 * @param flashCrowd whether the peers come once, within {@code seconds}
 * @param fill whether each peer announces before the clock starts
 * @param reportFill whether that is reported
 * @param warmupSeconds load that is not counted
 * @param seconds load that is; 0 for none
 * @param rate announces a second in an open loop; 0 in a closed loop
 * @param forgedRate forged announces a second beside those; 0 for none
 * @param lanes where requests come from
 */
record LoadPlan(
    @Nullable Target target,
    Distribution distribution,
    int torrents,
    int peers,
    boolean flashCrowd,
    boolean fill,
    boolean reportFill,
    double warmupSeconds,
    double seconds,
    double rate,
    double forgedRate,
    LanePlan lanes) {

  private static final int TORRENTS_MAX = 20_000_000;
  private static final int PEERS_MAX = 200_000_000;
  private static final double SECONDS_MAX = 14_400;
  private static final double RATE_MAX = 10_000_000;
  private static final double SECONDS_DEFAULT = 30;

  static LoadPlan of(LoadOptions load, WorkloadOptions workload, ReceiptOptions receipts) {
    boolean flash = workload.flashCrowd != null;
    if (load.fill && load.noFill) {
      throw new UsageException("--fill and --no-fill: one or the other.");
    }
    if (flash && (load.fill || load.rate != null || load.duration != null)) {
      throw new UsageException(
          "--flash-crowd comes once, within --within: it takes no --fill, --rate or --duration.");
    }
    int peers = workload.flashCrowd != null ? workload.flashCrowd : workload.peers;
    double within = Limits.within("--within", workload.within, 1, SECONDS_MAX);
    double rate = load.rate == null ? 0 : Limits.within("--rate", load.rate, 1, RATE_MAX);
    Limits.within(flash ? "--flash-crowd" : "--peers", peers, 1, PEERS_MAX);
    Limits.within("--torrents", workload.torrents, 1, TORRENTS_MAX);
    return new LoadPlan(
        target(load),
        distribution(workload.distribution),
        workload.torrents,
        peers,
        flash,
        !flash && !load.noFill,
        load.fill,
        Limits.within("--warmup", load.warmup, 0, SECONDS_MAX),
        flash ? within : seconds(load),
        flash ? peers / within : rate,
        Limits.within("--forged-rate", receipts.forgedRate, 0, RATE_MAX),
        LanePlan.of(load, receipts));
  }

  private static double seconds(LoadOptions load) {
    if (load.duration != null) {
      return Limits.within("--duration", load.duration, 1, SECONDS_MAX);
    }
    return load.fill ? 0 : SECONDS_DEFAULT;
  }

  private static Distribution distribution(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "aquatic" -> Distribution.AQUATIC;
      case "equal" -> Distribution.EQUAL;
      default ->
          throw new UsageException("--distribution is aquatic or equal, not '" + name + "'.");
    };
  }

  private static @Nullable Target target(LoadOptions load) {
    if (load.udp == null && load.http == null) {
      return null;
    }
    if (load.udp != null && load.http != null) {
      throw new UsageException("--udp and --http: load one tracker at a time.");
    }
    Target target =
        load.udp != null ? Target.udp(load.udp) : Target.http(String.valueOf(load.http));
    if (!target.isLoopback() && !load.allowed) {
      throw new UsageException(
          "A load is an attack on whoever did not ask for it: give --i-may-load-this-tracker for "
              + "a tracker that is not on this machine's loopback.");
    }
    if (load.sources > 1 && !(target.isLoopback() && target.isIpv4())) {
      throw new UsageException("--source-addresses wants a tracker on 127.0.0.0/8.");
    }
    return target;
  }
}
