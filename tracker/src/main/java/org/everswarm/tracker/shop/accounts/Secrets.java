package org.everswarm.tracker.shop.accounts;

import org.everswarm.tracker.shop.text.Sha256;

/** What is kept of a secret of 128 random bits: its SHA-256, of which nobody finds the secret. */
public final class Secrets {

  private Secrets() {}

  /** 64 lower-case hex digits. */
  public static String hash(String secret) {
    return Sha256.hex(secret);
  }
}
