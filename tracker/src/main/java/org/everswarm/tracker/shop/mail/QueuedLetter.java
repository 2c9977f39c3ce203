package org.everswarm.tracker.shop.mail;

import java.time.Instant;

/**
 * A letter that waits.
 *
 * @param attempts how often it was tried, this time included
 */
record QueuedLetter(String id, Instant createdAt, int attempts, Letter letter) {}
