/** The words of the wire that every other package speaks. */
@NullMarked
package org.everswarm.protocol;

import org.jspecify.annotations.NullMarked;
