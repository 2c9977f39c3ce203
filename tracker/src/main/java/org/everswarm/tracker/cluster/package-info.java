/** What makes many nodes one tracker: membership, exchange, pulls. All that knows Hazelcast. */
@NullMarked
package org.everswarm.tracker.cluster;

import org.jspecify.annotations.NullMarked;
