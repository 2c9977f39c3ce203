package org.everswarm.tracker.shop.ledger;

/**
 * What an entry gives an account.
 *
 * @param amountMinor never 0; negative if it takes
 * @param balanceMinor what the account has afterwards
 */
record Line(String account, String currency, long amountMinor, long balanceMinor) {}
