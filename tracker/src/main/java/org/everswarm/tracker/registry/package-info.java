/** Which info-hashes are tracked, and under which gate. */
@NullMarked
package org.everswarm.tracker.registry;

import org.jspecify.annotations.NullMarked;
