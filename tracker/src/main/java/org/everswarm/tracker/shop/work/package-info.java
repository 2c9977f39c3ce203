/** Work that waits in the database until it is done. */
@NullMarked
package org.everswarm.tracker.shop.work;

import org.jspecify.annotations.NullMarked;
