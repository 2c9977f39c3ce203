package org.everswarm.tracker.shop.catalogue;

/**
 * What a bundle costs in one currency, in its minor units. What does not belong to the model is 0.
 *
 * @param currency lower-case ISO 4217
 * @param amountMinor of {@link Model#FIXED}
 * @param minimumMinor of {@link Model#PAY_WHAT_YOU_WANT}; 0 lets the buyer pay nothing
 * @param suggestedMinor of {@link Model#PAY_WHAT_YOU_WANT}, not less than the minimum
 */
public record Price(
    String currency, Model model, long amountMinor, long minimumMinor, long suggestedMinor) {}
