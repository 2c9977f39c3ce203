/** Taking money and giving it back: payment processors, and what they say afterwards. */
@NullMarked
package org.everswarm.tracker.shop.payment;

import org.jspecify.annotations.NullMarked;
