package org.everswarm.tracker.shop.accounts;

/**
 * Who asks for something, and in whose name.
 *
 * @param accountId the account of the person, or of who made the API token; or {@link #OPERATOR}
 * @param publisherId the publisher it is asked for
 */
public record Actor(String accountId, String publisherId, Role role) {

  /** The account id that stands for the node's operator. */
  public static final String OPERATOR = "operator";
}
