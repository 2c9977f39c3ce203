/** Orders, from the price to the money: placed, paid, refunded, disputed; and subscriptions. */
@NullMarked
package org.everswarm.tracker.shop.orders;

import org.jspecify.annotations.NullMarked;
