/** Letters of the shop: kept with what they are about, and delivered afterwards. */
@NullMarked
package org.everswarm.tracker.shop.mail;

import org.jspecify.annotations.NullMarked;
