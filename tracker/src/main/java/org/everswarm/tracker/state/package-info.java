/** The small state that all nodes share: torrents, void receipts, receipt keys, their use. */
@NullMarked
package org.everswarm.tracker.state;

import org.jspecify.annotations.NullMarked;
