package org.everswarm.tracker.shop.accounts;

/** A member of a publisher; {@code joinedAt} in milliseconds since 1970, UTC. */
public record Member(String accountId, String email, Role role, long joinedAt) {}
