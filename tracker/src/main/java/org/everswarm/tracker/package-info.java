/** The tracker node: command line, configuration, and the one place that wires its parts. */
@NullMarked
package org.everswarm.tracker;

import org.jspecify.annotations.NullMarked;
