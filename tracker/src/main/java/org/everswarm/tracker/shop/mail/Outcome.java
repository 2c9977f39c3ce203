package org.everswarm.tracker.shop.mail;

import org.jspecify.annotations.Nullable;

/**
 * What became of an attempt.
 *
 * @param failure why it is not delivered; null if it is
 */
record Outcome(QueuedLetter letter, @Nullable Throwable failure) {}
