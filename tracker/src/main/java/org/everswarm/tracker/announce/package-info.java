/** The announce pipeline: registry, gate, table, reply. Pure. */
@NullMarked
package org.everswarm.tracker.announce;

import org.jspecify.annotations.NullMarked;
