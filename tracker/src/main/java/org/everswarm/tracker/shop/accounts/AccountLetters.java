package org.everswarm.tracker.shop.accounts;

import java.net.URI;
import org.jdbi.v3.core.Handle;

/**
 * The letters about accounts. Of what people typed there is only a publisher's name in them, in an
 * invitation: one line of visible characters.
 */
public final class AccountLetters {

  private final Letters letters;
  private final URI shop;

  /**
   * @param shop the base URL of the shop, as people see it
   */
  public AccountLetters(Letters letters, URI shop) {
    this.letters = letters;
    this.shop = shop;
  }

  void signUp(Handle handle, String email, String code) {
    letters.send(
        handle,
        email,
        "Your code to sign up",
        """
        Somebody, probably you, wants to sell at %s with this address.

        Your code, valid for 24 hours:

          %s

        If it was not you, do nothing; there will be no account.
        """
            .formatted(shop, code));
  }

  void alreadySignedUp(Handle handle, String email) {
    letters.send(
        handle,
        email,
        "You have an account",
        """
        Somebody, probably you, wanted to sign up at %s with this address. There is an account
        already: log in, or ask for a new password if you have forgotten yours.

        If it was not you, do nothing.
        """
            .formatted(shop));
  }

  void newPassword(Handle handle, String email, String code) {
    letters.send(
        handle,
        email,
        "Your code for a new password",
        """
        Somebody, probably you, wants a new password for the account of this address at %s.

        Your code, valid for one hour:

          %s

        If it was not you, do nothing; the old password stays.
        """
            .formatted(shop, code));
  }

  void invitation(Handle handle, String email, String publisherName, Role role, String code) {
    letters.send(
        handle,
        email,
        "An invitation to a publisher",
        """
        The publisher "%s" at %s invites you as %s.

        Your code to accept, valid for seven days:

          %s

        If you do not want to, do nothing.
        """
            .formatted(publisherName, shop, role, code));
  }
}
