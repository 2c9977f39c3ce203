package org.everswarm.tracker.shop.accounts;

/** What a member of a publisher may do; each may do what those before it may. */
public enum Role {
  /** Reads everything, sales and buyers among it. */
  VIEWER,
  /** Changes bundles and refunds sales. */
  EDITOR,
  /** Decides who is a member, and makes API tokens. */
  OWNER;

  /** Whether who has this role may do what another role may. */
  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }
}
