package org.everswarm.tracker.shop.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.everswarm.tracker.shop.store.DatabaseSettings.Postgresql;
import org.everswarm.tracker.shop.store.DatabaseSettings.Sqlite;

/** The kinds of databases that the shop's tests run on, both real. */
public enum TestDatabases {
  SQLITE {
    @Override
    public DatabaseSettings fresh() {
      try {
        Path directory = Files.createTempDirectory("shop");
        directory.toFile().deleteOnExit();
        return new Sqlite(directory.resolve("shop.db"));
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  },
  POSTGRESQL {
    @Override
    public DatabaseSettings fresh() {
      String name = "shop" + Server.DATABASES.incrementAndGet();
      try (Connection connection = Server.RUNNING.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      } catch (SQLException failed) {
        throw new IllegalStateException(failed);
      }
      return new Postgresql(Server.RUNNING.getJdbcUrl("postgres", name), "postgres", "postgres");
    }
  };

  private static final int OPEN_MAX = 12;
  private static final Queue<Database> OPEN = new ArrayDeque<>();

  /** An empty database of its own for each caller. */
  public abstract DatabaseSettings fresh();

  /** Such a database, opened. Of those that tests leave open, the oldest are closed. */
  public Database open() {
    Database opened = Database.open(fresh());
    synchronized (OPEN) {
      OPEN.add(opened);
      if (OPEN.size() > OPEN_MAX) {
        OPEN.remove().close();
      }
    }
    return opened;
  }

  /** One server for all tests of a JVM; it ends with the JVM. */
  private static final class Server {

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("fsync", "off")
            .setServerConfig("max_connections", "300")
            .start();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
