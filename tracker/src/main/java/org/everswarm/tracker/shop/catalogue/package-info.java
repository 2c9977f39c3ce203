/** What is sold: bundles, their items, torrents and prices, and what that means for the swarms. */
@NullMarked
package org.everswarm.tracker.shop.catalogue;

import org.jspecify.annotations.NullMarked;
