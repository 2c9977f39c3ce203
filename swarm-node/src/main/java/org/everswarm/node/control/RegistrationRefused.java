package org.everswarm.node.control;

/** The tracker will not track a torrent; the message is its sentence. */
public final class RegistrationRefused extends Exception {

  private static final long serialVersionUID = 1;

  RegistrationRefused(String sentence) {
    super(sentence);
  }
}
