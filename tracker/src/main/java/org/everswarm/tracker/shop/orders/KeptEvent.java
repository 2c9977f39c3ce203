package org.everswarm.tracker.shop.orders;

import java.time.Instant;
import java.util.Optional;

/**
 * An event of a processor that nothing came of, for the operator.
 *
 * @param outcome {@code UNKNOWN}: of an order or payment that is not known; {@code KEPT}: it
 *     contradicts what is known
 * @param note why
 */
public record KeptEvent(
    String processor,
    String eventId,
    String type,
    Optional<String> orderId,
    Optional<String> paymentRef,
    String outcome,
    String note,
    Instant createdAt,
    Instant receivedAt) {}
