/** Bundles on disk: piece reads and verification. */
@NullMarked
package org.everswarm.node.store;

import org.jspecify.annotations.NullMarked;
