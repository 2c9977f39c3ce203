/** Datagrams in batches through Linux's recvmmsg and sendmmsg, without allocating. */
@NullMarked
package org.everswarm.protocol.datagram;

import org.jspecify.annotations.NullMarked;
