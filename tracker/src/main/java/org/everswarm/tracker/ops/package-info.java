/** Health, readiness, drain, metrics, administration. */
@NullMarked
package org.everswarm.tracker.ops;

import org.jspecify.annotations.NullMarked;
