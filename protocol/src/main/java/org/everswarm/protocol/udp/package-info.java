/** UDP announces (BEP 15) and their URL data (BEP 41), read in place. */
@NullMarked
package org.everswarm.protocol.udp;

import org.jspecify.annotations.NullMarked;
