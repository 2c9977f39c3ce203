/** Torrent files (BEP 3, 12, 19, 27): read, write, per-buyer rewrite. */
@NullMarked
package org.everswarm.protocol.metainfo;

import org.jspecify.annotations.NullMarked;
