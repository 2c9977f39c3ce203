/** The channel to the coordinator. */
@NullMarked
package org.everswarm.node.control;

import org.jspecify.annotations.NullMarked;
