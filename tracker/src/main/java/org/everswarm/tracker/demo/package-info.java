/** The whole promise on one machine, by the commands that an operator has. */
@NullMarked
package org.everswarm.tracker.demo;

import org.jspecify.annotations.NullMarked;
