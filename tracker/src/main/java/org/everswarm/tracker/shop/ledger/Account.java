package org.everswarm.tracker.shop.ledger;

/**
 * The accounts of the books. An amount is what an account is given; so what {@link #PROCESSOR}
 * lacks, and was not kept as a fee, is what the processor holds for us.
 */
final class Account {

  static final String PROCESSOR = "processor";
  static final String PROCESSOR_FEES = "fees:processor";
  static final String DISPUTE_FEES = "fees:dispute";
  static final String PLATFORM = "platform";
  static final String TAX = "tax";
  static final String PAYOUTS = "payouts";

  private Account() {}

  static String publisher(String publisherId) {
    return "publisher:" + publisherId;
  }
}
