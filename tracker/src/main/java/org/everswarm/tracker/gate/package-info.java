/** Receipt checks, verified receipts, revocations, limits. */
@NullMarked
package org.everswarm.tracker.gate;

import org.jspecify.annotations.NullMarked;
