/**
 * What makes the peer tables of many nodes agree: the newest word about a peer wins, wherever and
 * in whatever order it arrives. Pure: no IO, no threads of its own.
 */
@NullMarked
package org.everswarm.tracker.exchange;

import org.jspecify.annotations.NullMarked;
