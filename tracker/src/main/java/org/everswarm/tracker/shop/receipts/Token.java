package org.everswarm.tracker.shop.receipts;

/**
 * The token that a receipt has now.
 *
 * @param id 64 random bits, what revocation names
 * @param notAfterHours the hour since 1970 at whose beginning it ends
 */
record Token(long id, long notAfterHours) {}
