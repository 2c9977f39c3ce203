/**
 * Amounts of money and how a price is split. Pure: whole numbers of minor units, no clock, no IO.
 */
@NullMarked
package org.everswarm.tracker.shop.money;

import org.jspecify.annotations.NullMarked;
