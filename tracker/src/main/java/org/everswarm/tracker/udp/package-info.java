/**
 * The UDP front end. But for one class of {@code http}, only this package knows netty's channels.
 */
@NullMarked
package org.everswarm.tracker.udp;

import org.jspecify.annotations.NullMarked;
