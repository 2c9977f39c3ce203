/** Announce and scrape over HTTP (BEP 3, 7, 23, 24, 31, 48). */
@NullMarked
package org.everswarm.protocol.http;

import org.jspecify.annotations.NullMarked;
