/** Files for spreadsheets (RFC 4180), in which nothing that a stranger wrote becomes a formula. */
@NullMarked
package org.everswarm.tracker.shop.csv;

import org.jspecify.annotations.NullMarked;
