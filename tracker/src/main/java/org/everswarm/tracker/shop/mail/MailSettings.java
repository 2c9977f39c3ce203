package org.everswarm.tracker.shop.mail;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How letters go out.
 *
 * @param from the shop's address
 */
public record MailSettings(String from, Destination destination) {

  /** Where they go. */
  public sealed interface Destination {}

  /** Files {@code *.eml} in a directory, made if it is not there. */
  public record Folder(Path directory) implements Destination {}

  /**
   * A mail server.
   *
   * @param authorities certificates that are trusted instead of the system's, PEM
   */
  public record Smtp(
      String host, int port, Security security, Optional<Login> login, Optional<Path> authorities)
      implements Destination {}

  /** What hides letters on their way to the server. */
  public enum Security {
    /** A plain connection that must turn into TLS before anything is said. */
    STARTTLS,
    /** TLS from the first byte. */
    TLS,
    /** Nothing: for a server on the same machine. */
    NONE
  }

  /** Who the shop is to the server. */
  public record Login(String user, String password) {

    @Override
    public String toString() {
      return "Login";
    }
  }
}
