/** Bounded bencode (BEP 3): reader and writer. */
@NullMarked
package org.everswarm.protocol.bencode;

import org.jspecify.annotations.NullMarked;
