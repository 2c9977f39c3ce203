/** The peer table on disk, so that a restart loses nobody. */
@NullMarked
package org.everswarm.tracker.snapshot;

import org.jspecify.annotations.NullMarked;
