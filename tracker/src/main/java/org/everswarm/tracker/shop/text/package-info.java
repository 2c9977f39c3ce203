/** What people may write for others to read. */
@NullMarked
package org.everswarm.tracker.shop.text;

import org.jspecify.annotations.NullMarked;
