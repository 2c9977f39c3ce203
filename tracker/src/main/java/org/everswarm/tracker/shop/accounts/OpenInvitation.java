package org.everswarm.tracker.shop.accounts;

/**
 * An invitation to a publisher that may still be accepted. Times are milliseconds since 1970.
 *
 * @param invitedBy the account of an owner; if it is none any more, the invitation is void
 */
public record OpenInvitation(
    String id, String email, Role role, String invitedBy, long createdAt, long expiresAt) {

  @Override
  public String toString() {
    return "OpenInvitation[" + id + "]";
  }
}
