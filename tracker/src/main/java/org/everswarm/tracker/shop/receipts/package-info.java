/** The receipts office: what a buyer holds, what it opens, and the torrents written for it. */
@NullMarked
package org.everswarm.tracker.shop.receipts;

import org.jspecify.annotations.NullMarked;
