/** What a swarm-node and a tracker node tell each other. */
@NullMarked
package org.everswarm.protocol.control;

import org.jspecify.annotations.NullMarked;
