/**
 * The books: double entry, append-only, chained; statements of them, and the proof that they add
 * up.
 */
@NullMarked
package org.everswarm.tracker.shop.ledger;

import org.jspecify.annotations.NullMarked;
