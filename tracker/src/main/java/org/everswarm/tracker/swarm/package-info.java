/** Peer tables. Pure Java: no IO, no clock of its own. */
@NullMarked
package org.everswarm.tracker.swarm;

import org.jspecify.annotations.NullMarked;
