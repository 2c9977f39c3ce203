package org.everswarm.tracker.shop.payment;

import java.net.URI;

/**
 * A page where a buyer pays.
 *
 * @param sessionId what the processor calls it
 * @param payUrl where it is
 */
public record Checkout(String sessionId, URI payUrl) {}
