/** The UDP front end, and the only package that touches netty channels. */
@NullMarked
package org.everswarm.tracker.udp;

import org.jspecify.annotations.NullMarked;
