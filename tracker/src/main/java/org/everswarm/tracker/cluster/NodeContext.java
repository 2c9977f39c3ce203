package org.everswarm.tracker.cluster;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.everswarm.tracker.exchange.Exchange;

/**
 * What a request of another member finds at this node, by way of Hazelcast's user context.
 *
 * @param restored whether all that this node has on its disk is in the table, or never will be
 * @param status how it is, now
 */
record NodeContext(
    Exchange exchange, Seal seal, BooleanSupplier restored, Supplier<MemberStatus> status) {

  static final String KEY = "everswarm";
}
