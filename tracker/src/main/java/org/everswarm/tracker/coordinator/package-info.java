/** Swarm-nodes: control channel and admissions. */
@NullMarked
package org.everswarm.tracker.coordinator;

import org.jspecify.annotations.NullMarked;
