/** Who did what in the shop, for good. */
@NullMarked
package org.everswarm.tracker.shop.audit;

import org.jspecify.annotations.NullMarked;
