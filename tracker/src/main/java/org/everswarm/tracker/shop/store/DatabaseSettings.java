package org.everswarm.tracker.shop.store;

import java.nio.file.Path;

/** Where the shop's database is. */
public sealed interface DatabaseSettings {

  /** A file of this process's own. */
  record Sqlite(Path file) implements DatabaseSettings {}

  /**
   * A PostgreSQL database.
   *
   * @param url as JDBC has it: {@code jdbc:postgresql://HOST:PORT/DATABASE}
   */
  record Postgresql(String url, String user, String password) implements DatabaseSettings {

    @Override
    public String toString() {
      return "PostgreSQL";
    }
  }
}
