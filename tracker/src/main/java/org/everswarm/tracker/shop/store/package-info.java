/** The shop's database: SQLite or PostgreSQL, one schema, one way to read and to write. */
@NullMarked
package org.everswarm.tracker.shop.store;

import org.jspecify.annotations.NullMarked;
