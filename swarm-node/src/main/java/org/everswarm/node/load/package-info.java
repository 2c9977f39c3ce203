/** A load generator that plays swarms of any size. */
@NullMarked
package org.everswarm.node.load;

import org.jspecify.annotations.NullMarked;
