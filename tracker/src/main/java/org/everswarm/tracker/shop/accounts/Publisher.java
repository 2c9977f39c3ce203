package org.everswarm.tracker.shop.accounts;

/**
 * Who sells: an organisation, which may be of one person.
 *
 * @param name as buyers see it
 * @param createdAt in milliseconds since 1970, UTC
 */
public record Publisher(String id, String name, long createdAt) {}
