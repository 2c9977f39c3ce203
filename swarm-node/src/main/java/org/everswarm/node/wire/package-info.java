/** The peer wire (BEP 3, 6, 10). */
@NullMarked
package org.everswarm.node.wire;

import org.jspecify.annotations.NullMarked;
