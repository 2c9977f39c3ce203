package org.everswarm.tracker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.everswarm.tracker.shop.mail.MailAddress;
import org.everswarm.tracker.shop.mail.MailSettings;
import org.everswarm.tracker.shop.mail.MailSettings.Destination;
import org.everswarm.tracker.shop.mail.MailSettings.Folder;
import org.everswarm.tracker.shop.mail.MailSettings.Login;
import org.everswarm.tracker.shop.mail.MailSettings.Security;
import org.everswarm.tracker.shop.mail.MailSettings.Smtp;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code run} that say how the shop's letters go out. */
final class MailOptions {

  private static final int TLS_PORT = 465;

  @Option(
      names = "--smtp",
      paramLabel = "HOST:PORT",
      description = "Mail server for the shop's letters. Default: files in --mail-folder")
  @Nullable String smtp;

  @Option(
      names = "--smtp-security",
      paramLabel = "starttls|tls|none",
      description = "What hides letters on the way there. Default: tls on port 465, else starttls")
  @Nullable String smtpSecurity;

  @Option(names = "--smtp-user", paramLabel = "NAME", description = "Who the shop is there.")
  @Nullable String smtpUser;

  @Option(
      names = "--smtp-password-file",
      paramLabel = "FILE",
      description = "Its password: the file's only line.")
  @Nullable Path smtpPasswordFile;

  @Option(
      names = "--smtp-ca",
      paramLabel = "FILE",
      description = "Certificates, PEM, to trust there instead of the system's.")
  @Nullable Path smtpCa;

  @Option(
      names = "--mail-from",
      paramLabel = "ADDRESS",
      description = "The shop's own address; needed with --smtp.")
  @Nullable String mailFrom;

  @Option(
      names = "--mail-folder",
      paramLabel = "DIR",
      description = "Where letters are put as files without --smtp. Default: mail in --data")
  @Nullable Path mailFolder;

  /**
   * What they mean.
   *
   * @param data the data directory
   */
  MailSettings settings(Path data) {
    if (smtp != null) {
      return new MailSettings(from(), smtp(smtp));
    }
    requireNone();
    Destination folder = new Folder(mailFolder == null ? data.resolve("mail") : mailFolder);
    return new MailSettings(mailFrom == null ? "everswarm@localhost" : from(), folder);
  }

  private void requireNone() {
    List<String> given = new ArrayList<>();
    add(given, "--smtp-security", smtpSecurity);
    add(given, "--smtp-user", smtpUser);
    add(given, "--smtp-password-file", smtpPasswordFile);
    add(given, "--smtp-ca", smtpCa);
    if (!given.isEmpty()) {
      throw new ConfigException(given.get(0) + " needs --smtp: which mail server?");
    }
  }

  private static void add(List<String> given, String option, @Nullable Object value) {
    if (value != null) {
      given.add(option);
    }
  }

  private String from() {
    if (mailFrom == null) {
      throw new ConfigException(
          "--smtp needs --mail-from: from which address do the shop's letters come?");
    }
    if (!MailAddress.isValid(mailFrom)) {
      throw new ConfigException(
          "--mail-from wants an address such as shop@example.org, not '" + mailFrom + "'.");
    }
    return mailFrom;
  }

  private Smtp smtp(String text) {
    if (mailFolder != null) {
      throw new ConfigException("--mail-folder is for a shop without --smtp; say one of them.");
    }
    HostPort.Parts server = HostPort.split("--smtp", text);
    if (server.port() == 0) {
      throw new ConfigException("--smtp needs a port other than 0.");
    }
    Security security = security(server.port());
    Optional<Login> login = login();
    if (login.isPresent() && security == Security.NONE) {
      throw new ConfigException(
          "--smtp-user would send its password for all to read; say --smtp-security starttls or"
              + " tls.");
    }
    if (smtpCa != null && !Files.isReadable(smtpCa)) {
      throw new ConfigException("--smtp-ca: " + smtpCa + " cannot be read.");
    }
    return new Smtp(server.host(), server.port(), security, login, Optional.ofNullable(smtpCa));
  }

  private Security security(int port) {
    if (smtpSecurity == null) {
      return port == TLS_PORT ? Security.TLS : Security.STARTTLS;
    }
    return switch (smtpSecurity.toLowerCase(Locale.ROOT)) {
      case "starttls" -> Security.STARTTLS;
      case "tls" -> Security.TLS;
      case "none" -> Security.NONE;
      default ->
          throw new ConfigException(
              "--smtp-security is starttls, tls or none, not '" + smtpSecurity + "'.");
    };
  }

  private Optional<Login> login() {
    if (smtpUser == null && smtpPasswordFile == null) {
      return Optional.empty();
    }
    if (smtpUser == null || smtpPasswordFile == null) {
      throw new ConfigException("--smtp-user and --smtp-password-file are given together or not.");
    }
    return Optional.of(
        new Login(smtpUser, SecretFile.line("--smtp-password-file", smtpPasswordFile)));
  }
}
