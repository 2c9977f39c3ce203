package org.everswarm.tracker.shop.accounts;

import org.jdbi.v3.core.Handle;

/** Where letters to people are put, in the caller's transaction; delivered later. */
@FunctionalInterface
public interface Letters {

  void send(Handle handle, String to, String subject, String text);
}
