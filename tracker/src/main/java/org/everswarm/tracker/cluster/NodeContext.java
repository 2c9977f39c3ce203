package org.everswarm.tracker.cluster;

import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.everswarm.tracker.exchange.Exchange;

/**
 * What a request of another member finds at this node, by way of Hazelcast's user context.
 *
 * @param restored whether all that this node has on its disk is in the table, or never will be
 * @param ready whether this node's table is complete
 * @param startedMillis since when this process runs
 */
record NodeContext(
    Exchange exchange,
    Seal seal,
    BooleanSupplier restored,
    BooleanSupplier ready,
    InstantSource clock,
    long startedMillis) {

  static final String KEY = "everswarm";
}
