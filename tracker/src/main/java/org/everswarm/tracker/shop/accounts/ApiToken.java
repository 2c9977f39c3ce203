package org.everswarm.tracker.shop.accounts;

import java.util.OptionalLong;

/**
 * What is known of an API token, its secret aside; times in milliseconds since 1970, UTC.
 *
 * @param name what its makers call it
 * @param madeBy an account id
 */
public record ApiToken(
    String id,
    String name,
    Role role,
    String madeBy,
    long createdAt,
    long expiresAt,
    OptionalLong revokedAt) {}
