package org.everswarm.tracker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.DatabaseSettings;
import org.everswarm.tracker.shop.store.DatabaseSettings.Postgresql;
import org.everswarm.tracker.shop.store.DatabaseSettings.Sqlite;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the shop's database is; the same options for every command that opens it. */
final class ShopDatabaseOptions {

  private static final String POSTGRESQL = "jdbc:postgresql:";
  private static final long PASSWORD_FILE_BYTES_MAX = 4096;

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      description =
          "The shop's PostgreSQL database, jdbc:postgresql://HOST:PORT/NAME."
              + " Default: the file shop.db in the data directory")
  private @Nullable String url;

  @Option(
      names = "--database-user",
      paramLabel = "NAME",
      description = "Who the shop is in that database.")
  private @Nullable String user;

  @Option(
      names = "--database-password-file",
      paramLabel = "FILE",
      description = "A file with that user's password, in one line.")
  private @Nullable Path passwordFile;

  /**
   * What the options say.
   *
   * @param data the data directory, where the database is if no other is named
   */
  DatabaseSettings settings(Path data) {
    String named = url;
    if (named == null) {
      if (user != null || passwordFile != null) {
        throw new ConfigException(
            "--database-user and --database-password-file are for --database-url, which is missing.");
      }
      return new Sqlite(data.resolve("shop.db"));
    }
    if (!named.startsWith(POSTGRESQL)) {
      throw new ConfigException(
          "--database-url begins with jdbc:postgresql:// and names host and database.");
    }
    if (named.toLowerCase(Locale.ROOT).matches(".*[?&]password=.*")) {
      throw new ConfigException(
          "--database-url holds no password: others can read it; use --database-password-file.");
    }
    if (user == null) {
      throw new ConfigException("--database-url needs --database-user.");
    }
    return new Postgresql(named, user, passwordFile == null ? "" : password(passwordFile));
  }

  /**
   * Opens the database of such settings, to read it as it is; a {@link ConfigException} says what
   * is wrong.
   */
  static Database openReadOnly(DatabaseSettings settings) {
    try {
      return Database.openReadOnly(settings);
    } catch (RuntimeException unusable) {
      throw new ConfigException(
          "The shop's database cannot be used (" + reason(unusable) + ").", unusable);
    }
  }

  private static String password(Path file) {
    try {
      if (Files.size(file) <= PASSWORD_FILE_BYTES_MAX) {
        String password = Files.readString(file, StandardCharsets.UTF_8).stripTrailing();
        if (!password.isEmpty() && password.lines().count() == 1) {
          return password;
        }
      }
    } catch (IOException unreadable) {
      throw new ConfigException(
          "--database-password-file: " + file + " cannot be read (" + reason(unreadable) + ").",
          unreadable);
    }
    throw new ConfigException("--database-password-file: " + file + " holds one line.");
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof IOException io) {
      return DataDirectory.reason(io);
    }
    String told = String.valueOf(cause.getMessage()).strip();
    return told.lines().findFirst().orElse(cause.toString()).replaceFirst("\\.$", "");
  }
}
