package org.everswarm.tracker.shop.orders;

/**
 * A page of a list, the newest first: what is older than a record, by its time in milliseconds and
 * its id.
 *
 * @param limit how many at most
 */
public record Page(long beforeAt, String beforeId, int limit) {}
