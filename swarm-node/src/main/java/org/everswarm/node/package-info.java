/** The swarm-node: command line, configuration, wiring. */
@NullMarked
package org.everswarm.node;

import org.jspecify.annotations.NullMarked;
