/** {@code load}: a load generator for any BitTorrent tracker, and yardsticks for its host. */
@NullMarked
package org.everswarm.node.load;

import org.jspecify.annotations.NullMarked;
