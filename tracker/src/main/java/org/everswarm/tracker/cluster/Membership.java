package org.everswarm.tracker.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import java.time.InstantSource;
import org.everswarm.tracker.exchange.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that a node has for as long as it is in a cluster. */
record Membership(HazelcastInstance member, Watch watch, Vitals vitals) {

  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  static Membership begin(
      HazelcastInstance member,
      Trust trust,
      Seal seal,
      Exchange exchange,
      Exchanger exchanger,
      ClusterCounters counters,
      InstantSource clock) {
    Asking asking = new Asking(member, seal, counters);
    member
        .getLifecycleService()
        .addLifecycleListener(
            event -> {
              if (event.getState() == LifecycleState.MERGED) {
                counters.merged();
                LOG.info("went over to another part of the cluster after a split");
              }
            });
    return new Membership(
        member,
        new Watch(member, trust, asking, exchange, exchanger, counters, clock),
        new Vitals(member, trust, asking, clock));
  }

  /** Blocks until its share of the logs is with others, or for as long as that may take. */
  void end() {
    watch.close();
    vitals.close();
    member.shutdown();
  }
}
