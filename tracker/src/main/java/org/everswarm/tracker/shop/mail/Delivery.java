package org.everswarm.tracker.shop.mail;

import io.vertx.core.Future;

/** Takes letters where they are read. Called on the event loop. */
interface Delivery {

  /** Done when the letter is in somebody else's care; failed if it is not, as far as known. */
  Future<Void> deliver(QueuedLetter letter);

  Future<Void> close();
}
