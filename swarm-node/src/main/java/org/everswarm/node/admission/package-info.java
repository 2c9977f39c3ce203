/** Who may be served, as told by the tracker. */
@NullMarked
package org.everswarm.node.admission;

import org.jspecify.annotations.NullMarked;
