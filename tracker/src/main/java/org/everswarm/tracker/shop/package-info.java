/** The shop: its parts made and joined. */
@NullMarked
package org.everswarm.tracker.shop;

import org.jspecify.annotations.NullMarked;
